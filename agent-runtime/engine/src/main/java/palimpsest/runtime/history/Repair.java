package palimpsest.runtime.history;

import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;

/**
 * One thing that was mended.
 *
 * @param what   names the kind of repair (docs/api.md, Repairs)
 * @param why    what would have gone wrong, in words
 * @param before the original, so that nothing is lost; null when something was missing
 * @param after  what stands there now; null when it was taken out
 */
public record Repair(String what, String why, String before, String after) {

    HistoryRepaired event(String by) {
        return new HistoryRepaired(by, what, why, before, after);
    }
}
