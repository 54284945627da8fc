package palimpsest.memory.text;

/** The native library behind Hugging Face tokenizers and the in-process embedding models. */
public final class NativeTokenizers {

    private NativeTokenizers() {}

    /** To be called before the library is loaded: unless told otherwise, it reports its use to its makers over the network. */
    public static void stayQuiet() {
        if (System.getProperty("OPT_OUT_TRACKING") == null) {
            System.setProperty("OPT_OUT_TRACKING", "true");
        }
    }
}
