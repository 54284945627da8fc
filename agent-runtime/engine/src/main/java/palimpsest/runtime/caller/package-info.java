/** Callers that know messages only: finds their conversation, asks in it once, and tells what came of it. */
package palimpsest.runtime.caller;
