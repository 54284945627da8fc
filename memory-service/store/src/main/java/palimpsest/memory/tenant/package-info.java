/** For whom a statement works, and the row-level security that holds it to that (migration V12); what tenants have and have used. */
package palimpsest.memory.tenant;
