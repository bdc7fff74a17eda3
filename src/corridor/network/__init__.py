"""What can move where: the network, its compiled fact map and the state graph."""
