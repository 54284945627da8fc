/** Files of fitted numbers. */
package palimpsest.memory.profile;
