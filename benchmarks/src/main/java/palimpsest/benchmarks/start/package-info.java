/** How soon the product answers, against a bare Spring Boot application. */
package palimpsest.benchmarks.start;
