/** What tenants have and have used. */
package palimpsest.memory.usage;
