package palimpsest.evaluation.command;

import picocli.CommandLine.Option;

/** What a profile is fitted to, as the profile notes it. */
final class FittedData {

    @Option(names = "--source", paramLabel = "TEXT", description = "What the data is, noted in the fitted profile.")
    private String source;

    @Option(names = "--licence", paramLabel = "TEXT", defaultValue = "your own data", description = "Its licence, noted likewise (default: ${DEFAULT-VALUE}).")
    private String licence;

    /** @param measured how much of it there was, and by which command */
    String described(String measured) {
        return source == null ? measured : source + ": " + measured;
    }

    /** What it is, or else this. */
    String sourceOr(String other) {
        return source == null ? other : source;
    }

    String licence() {
        return licence;
    }
}
