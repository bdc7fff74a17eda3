// Draws every figure of class `corridor-map` from its data element. Text only ever becomes text nodes.
(function () {
  "use strict";
  const NO_MAP = "This browser cannot draw the interactive map; the picture shows the same.";
  const EMPTY = { type: "FeatureCollection", features: [] };
  const DASHES = { broken: [3.5, 1.4], dotted: [1, 1.2] };

  function make(tag, name, text) {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function colours(figure) {
    const style = getComputedStyle(figure);
    const names = ["sea", "land", "border", "shade", "hatch", "casing"];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--cm-" + name).trim()]));
  }

  function hatch(colour) {
    const size = 12;
    const data = new Uint8Array(4 * size * size);
    const ink = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        const on = (row + column) % size < 2;
        data.set([...ink, on ? 255 : 0], 4 * (row * size + column));
      }
    }
    return { width: size, height: size, data };
  }

  function zoomed(value, small, large) {
    return ["interpolate", ["linear"], ["zoom"], 2, ["*", value, small], 8, ["*", value, large]];
  }

  function ground(data, theme) {
    const shaded = ["==", ["get", "shaded"], 1];
    const fill = ["case", shaded, theme.shade, theme.land];
    return [
      { id: "sea", type: "background", paint: { "background-color": theme.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": fill } },
      { id: "hatch", type: "fill", source: "land", filter: shaded, paint: { "fill-pattern": "hatch" } },
      { id: "border", type: "line", source: "land", paint: { "line-color": theme.border, "line-width": 0.8 } },
    ];
  }

  function lineLayers(source, theme) {
    const width = zoomed(["get", "w"], 0.8, 1.7);
    const offset = zoomed(["get", "o"], 0.8, 1.7);
    const round = { "line-join": "round", "line-cap": "round" };
    const line = (id, filter, paint, layout) => ({ id: source + id, type: "line", source, filter, layout, paint });
    const cased = zoomed(["+", ["get", "w"], 1.8], 0.8, 1.7);
    const inner = zoomed(["*", ["get", "w"], 0.34], 0.8, 1.7);
    const all = ["!=", ["get", "d"], ""];
    const is = (dash) => ["==", ["get", "d"], dash];
    const own = { "line-color": ["get", "c"], "line-width": width, "line-offset": offset };
    const solid = ["any", is("solid"), is("pipe")];
    const layers = [
      line("-casing", all, { "line-color": theme.casing, "line-width": cased, "line-offset": offset }, round),
      line("-solid", solid, own, round),
      line("-pipe", is("pipe"), { "line-color": theme.casing, "line-width": inner, "line-offset": offset }, {}),
    ];
    for (const [dash, lengths] of Object.entries(DASHES)) {
      layers.push(line("-" + dash, is(dash), { ...own, "line-dasharray": lengths }, { "line-join": "round" }));
    }
    return layers;
  }

  function pointLayers(source, theme) {
    const radius = zoomed(["get", "w"], 0.9, 1.5);
    const paint = {
      "circle-radius": radius,
      "circle-color": ["get", "c"],
      "circle-stroke-color": theme.casing,
      "circle-stroke-width": 1.5,
    };
    return [{ id: source + "-dot", type: "circle", source, paint }];
  }

  function style(data, theme) {
    const sources = { land: { type: "geojson", data: data.land } };
    const layers = ground(data, theme);
    data.layers.forEach((layer, at) => {
      const source = "layer-" + at;
      sources[source] = { type: "geojson", data: layer.features };
      const drawn = layer.kind === "line" ? lineLayers(source, theme) : pointLayers(source, theme);
      for (const one of drawn) {
        one.layout = { ...(one.layout || {}), visibility: layer.visible ? "visible" : "none" };
        layers.push(one);
      }
    });
    sources.mark = { type: "geojson", data: EMPTY };
    layers.push({
      id: "mark-line", type: "line", source: "mark", filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": "#ffdd00", "line-width": ["+", ["get", "w"], 5], "line-opacity": 0.65 },
    });
    layers.push({
      id: "mark-dot", type: "circle", source: "mark", filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": ["+", ["get", "w"], 4], "circle-color": "#ffdd00", "circle-opacity": 0.3,
        "circle-stroke-color": "#997700", "circle-stroke-width": 2,
      },
    });
    return { version: 8, sources, layers };
  }

  function card(row) {
    const box = make("div");
    box.append(make("b", "", row.t));
    const list = make("dl");
    for (const [words, value] of row.r) list.append(make("dt", "", words), make("dd", "", value));
    if (row.r.length) box.append(list);
    return box;
  }

  function middle(geometry) {
    if (geometry.type === "Point") return geometry.coordinates;
    const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
    const line = lines.reduce((one, other) => (other.length > one.length ? other : one));
    if (line.length === 2) return [(line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2];
    return line[Math.floor(line.length / 2)];
  }

  function meets(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  // The most important names first; a name that would touch one already there stays away.
  function arrange(figure, names) {
    const frame = figure.querySelector(".cm-live").getBoundingClientRect();
    const taken = [];
    for (const { span, layer } of names) {
      const box = span.getBoundingClientRect();
      const inside = box.left > frame.left && box.right < frame.right && box.top > frame.top && box.bottom < frame.bottom;
      const shown = layer.visible && inside && !taken.some((other) => meets(box, other));
      span.classList.toggle("cm-away", !shown);
      if (shown) taken.push(box);
    }
  }

  function addNames(map, data) {
    const names = [];
    const put = (text, at, kind, layer) => {
      const box = make("div", "cm-name " + kind);
      const span = make("span", "", text);
      box.append(span);
      new maplibregl.Marker({ element: box }).setLngLat(at).addTo(map);
      box.setAttribute("aria-hidden", "true");
      box.removeAttribute("role");
      names.push({ span, layer });
    };
    const ever = { visible: true };
    const country = (name) => put(name.t, [name.x, name.y], name.k > 1 ? "cm-shaded" : "cm-country", ever);
    data.names.filter((name) => name.k > 1).forEach(country);
    for (const wanted of [2, 1]) {
      for (const layer of data.layers) {
        for (const label of layer.labels) {
          const kind = wanted > 1 ? "cm-place cm-strong" : "cm-place";
          if (label.k === wanted) put(label.t, [label.x, label.y], kind, layer);
        }
      }
    }
    data.names.filter((name) => name.k < 2).forEach(country);
    return names;
  }

  function popups(map, data) {
    const popup = new maplibregl.Popup({ closeButton: false, closeOnClick: false, focusAfterOpen: false, maxWidth: "320px" });
    const drawn = () => map.getStyle().layers.filter((layer) => layer.source && layer.source.startsWith("layer-"));
    const ids = drawn().map((layer) => layer.id);
    let pinned = false;
    const hide = () => { pinned = false; popup.remove(); map.getSource("mark").setData(EMPTY); };
    const show = (layer, row, at) => {
      const found = data.layers[layer].features.features.filter((one) => one.properties.i === row);
      if (!found.length) return;
      map.getSource("mark").setData({ type: "FeatureCollection", features: found });
      popup.setLngLat(at || middle(found[0].geometry)).setDOMContent(card(data.layers[layer].rows[row])).addTo(map);
    };
    const under = (point) => {
      const box = [[point.x - 5, point.y - 5], [point.x + 5, point.y + 5]];
      const hits = map.queryRenderedFeatures(box, { layers: ids });
      const hit = hits.find((one) => one.geometry.type === "Point") || hits[0];
      return hit && { layer: Number(hit.source.slice(6)), row: hit.properties.i };
    };
    map.on("mousemove", (event) => {
      const hit = under(event.point);
      map.getCanvas().style.cursor = hit ? "pointer" : "";
      if (pinned) return;
      if (hit) show(hit.layer, hit.row, event.lngLat); else hide();
    });
    map.on("mouseout", () => { if (!pinned) hide(); });
    map.on("click", (event) => {
      const hit = under(event.point);
      hide();
      if (hit) { pinned = true; show(hit.layer, hit.row, event.lngLat); }
    });
    return { show: (layer, row) => { pinned = true; show(layer, row); }, hide };
  }

  function wire(figure, map, data, names, cards) {
    const panel = figure.querySelector(".cm-layers");
    panel.hidden = false;
    panel.addEventListener("change", (event) => {
      const at = Number(event.target.dataset.layer);
      data.layers[at].visible = event.target.checked;
      for (const layer of map.getStyle().layers) {
        if (layer.source === "layer-" + at) {
          map.setLayoutProperty(layer.id, "visibility", event.target.checked ? "visible" : "none");
        }
      }
      cards.hide();
      keys(figure, data);
      arrange(figure, names);
    });
    keys(figure, data);
    for (const item of figure.querySelectorAll(".cm-list li[data-row]")) {
      const button = make("button", "", item.textContent);
      button.type = "button";
      const show = () => cards.show(Number(item.dataset.layer), Number(item.dataset.row));
      button.addEventListener("focus", show);
      button.addEventListener("click", show);
      item.replaceChildren(button);
    }
    figure.addEventListener("keydown", (event) => { if (event.key === "Escape") cards.hide(); });
  }

  // Only what is shown needs a key.
  function keys(figure, data) {
    for (const item of figure.querySelectorAll(".cm-keys li[data-layer]")) {
      item.hidden = !data.layers[Number(item.dataset.layer)].visible;
    }
  }

  function recolour(figure, map) {
    const theme = colours(figure);
    if (map.hasImage("hatch")) map.removeImage("hatch");
    map.addImage("hatch", hatch(theme.hatch));
    map.setPaintProperty("sea", "background-color", theme.sea);
    map.setPaintProperty("land", "fill-color", ["case", ["==", ["get", "shaded"], 1], theme.shade, theme.land]);
    map.setPaintProperty("border", "line-color", theme.border);
    for (const layer of map.getStyle().layers) {
      if (/-(casing|pipe)$/.test(layer.id)) map.setPaintProperty(layer.id, "line-color", theme.casing);
      if (/-dot$/.test(layer.id) && layer.id !== "mark-dot") map.setPaintProperty(layer.id, "circle-stroke-color", theme.casing);
    }
  }

  function start(figure) {
    const source = document.getElementById(figure.dataset.source);
    const status = figure.querySelector(".cm-status");
    let map = null;
    const giveUp = (reason) => {
      figure.dataset.reason = String((reason && (reason.error || reason).message) || "no WebGL");
      figure.classList.remove("cm-trial", "cm-drawn");
      figure.querySelector(".cm-layers").hidden = true;
      status.textContent = NO_MAP;
      if (map) { const old = map; map = null; try { old.remove(); } catch (_) { /* already gone */ } }
    };
    try {
      const data = JSON.parse(source.textContent);
      const trial = document.createElement("canvas");
      const gl = trial.getContext("webgl2") || trial.getContext("webgl");
      if (!gl || typeof maplibregl === "undefined") { giveUp(); return; }
      const lose = gl.getExtension("WEBGL_lose_context");
      if (lose) lose.loseContext();
      figure.classList.add("cm-trial");
      const [west, south, east, north] = data.view;
      const [left, foot, right, top] = data.reach;
      map = new maplibregl.Map({
        container: figure.querySelector(".cm-live"),
        style: style(data, colours(figure)),
        bounds: [[west, south], [east, north]],
        maxBounds: [[left, foot], [right, top]],
        attributionControl: false,
        cooperativeGestures: true,
        dragRotate: false,
        fadeDuration: 0,
        maxZoom: 10,
        pitchWithRotate: false,
        renderWorldCopies: false,
        touchPitch: false,
        locale: { "Map.Title": data.title },
      });
      map.touchZoomRotate.disableRotation();
      map.keyboard.disableRotation();
      map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
      map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
      map.addImage("hatch", hatch(colours(figure).hatch));
      map.on("webglcontextlost", giveUp);
      map.on("error", (event) => { if (!figure.classList.contains("cm-drawn")) giveUp(event); });
      map.once("load", () => {
        figure.classList.replace("cm-trial", "cm-drawn");
        map.resize();
        map.fitBounds([[west, south], [east, north]], { animate: false });
        const names = addNames(map, data);
        const cards = popups(map, data);
        wire(figure, map, data, names, cards);
        arrange(figure, names);
        map.on("moveend", () => arrange(figure, names));
        map.on("resize", () => arrange(figure, names));
        const again = () => { if (map) recolour(figure, map); };
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
        document.documentElement.addEventListener("themechange", again); // a page with a switch of its own
        map.once("idle", () => { figure.dataset.drawn = "yes"; });
      });
    } catch (error) {
      giveUp(error);
    }
  }

  function all() {
    document.querySelectorAll(".corridor-map").forEach(start);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
