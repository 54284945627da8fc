/** Notes with a structure as tools: create one, change it, ask it. */
package palimpsest.tools.structured;
