package palimpsest.runtime.observe;

/** What is counted of runs. Safe for use by several threads. */
public interface RunMeters {

    /** Counts nothing. */
    RunMeters NONE = new RunMeters() {
        @Override
        public void tokens(String provider, String model, String type, int tokens) { }

        @Override
        public void pruned(int tokensSaved) { }

        @Override
        public void ended(String outcome) { }
    };

    /**
     * What a model call used, as the provider reports it.
     *
     * @param type {@code input} or {@code output}
     */
    void tokens(String provider, String model, String type, int tokens);

    /** A message left the window. */
    void pruned(int tokensSaved);

    /** @param outcome what stopped the run ({@code finish}, {@code cancelled}, …), or the type of its failure */
    void ended(String outcome);
}
