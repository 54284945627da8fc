/** Reading chunks: what a model asked for when it built an index, computed and never stored. */
package palimpsest.memory.chunk;
