/** The Model Context Protocol, both ways: our tools for others' agents, and others' tools for ours (docs/mcp.md). */
package palimpsest.runtime.mcp;
