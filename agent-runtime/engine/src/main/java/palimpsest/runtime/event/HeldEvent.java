package palimpsest.runtime.event;

import palimpsest.memory.log.EventLog;

/**
 * An event with its number that is not in the log yet.
 *
 * @param entry    what is appended
 * @param recorded what is read then
 */
public record HeldEvent(EventLog.NewEntry entry, RecordedEvent recorded) {}
