package palimpsest.runtime.loop;

import palimpsest.runtime.context.ContextState;
import palimpsest.tools.spi.ContextTool;

/**
 * Tells whether text that others wrote (documents, results of servers and of the caller's functions, memory files, lasting notes) has entered
 * a conversation. A model may take such text for instructions.
 */
record OutsideText(ToolOffer offer) {

    /** A tool that is not known here, such as a caller's function, may give some. */
    boolean hasEntered(ContextState state) {
        return !state.textRead().isEmpty() || state.lastingNotesShown() || state.recalled().stream().anyMatch(memory -> !memory.own())
                || state.answeredTools().stream().anyMatch(name -> offer.tools().find(name).map(ContextTool::bringsOutsideText).orElse(true));
    }
}
