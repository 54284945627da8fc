package palimpsest.runtime.model;

/** Told what a model says while it says it, part after part, on the thread that asked or the model's own. Nothing of it counts before the whole response is there. */
public interface TokenListener {

    /** Goes on with the message's text. */
    void text(String part);

    /**
     * Goes on with the arguments of a call.
     *
     * @param call of the message, counted from 0
     */
    void arguments(int call, String tool, String part);

    /** Another attempt begins: what was said so far counts for nothing. */
    void again();
}
