/**
 * Notes with a structure: tables, ledgers, trees and state machines, checked against a schema and queried exactly
 * (StructMemEval: memory needs structure). Immutable values; their JSON text is a note's content.
 */
package palimpsest.memory.note.structured;
