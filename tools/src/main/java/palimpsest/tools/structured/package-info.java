/** Notes with a structure as tools: create one, change it, ask it. Offered only where the configuration says so. */
package palimpsest.tools.structured;
