"""The server for assistants: the verbs that only read, by the Model Context Protocol over standard input and output.

Each call is a process of its own, which can be ended. The one door to mcp.
"""
