/** When prunes take effect: policies that decide from what the events say, and change nothing themselves. */
package palimpsest.runtime.pruning;
