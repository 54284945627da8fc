/** The wiring that only the server has: web server, security, observation, MCP and the API of OpenAI. What an embedded engine has too is in {@code runtime.wiring}. */
package palimpsest.runtime.server;
