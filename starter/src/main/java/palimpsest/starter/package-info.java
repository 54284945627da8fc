/** Puts a runtime into a Spring Boot application. */
package palimpsest.starter;
