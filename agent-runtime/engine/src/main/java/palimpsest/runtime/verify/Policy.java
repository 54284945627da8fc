package palimpsest.runtime.verify;

import java.util.Locale;

/** What follows from findings. */
public enum Policy {

    /** They are recorded in the log and answers are marked; the model is told nothing, so that its requests stay those of StateLM. */
    RECORD,
    /** Those that failed stand in the tool's result, and an answer without support is sent back once. The agent may go on. */
    WARN,
    /** As {@code WARN}; a note or a step that failed does not take effect: the agent must correct it. */
    CORRECT,
    /** As {@code WARN}; a note or a step that failed ends the run. */
    STOP;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the model learns of findings. */
    public boolean tells() {
        return this != RECORD;
    }
}
