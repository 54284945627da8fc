/** Whole questions through this product and through what people would use instead. */
package palimpsest.benchmarks.runtime;
