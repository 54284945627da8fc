package palimpsest.memory.pack;

import java.util.List;

/** A pack that can't be used. The message lists everything that is wrong, each with its file, line and path and what to write instead. */
public final class PackException extends RuntimeException {

    private static final int SHOWN = 20;

    private final List<String> problems;

    PackException(String pack, List<String> problems) {
        super("The pack " + pack + " can't be used:\n" + String.join("\n", problems.stream().limit(SHOWN).map(problem -> "  " + problem).toList())
                + (problems.size() > SHOWN ? "\n  and " + (problems.size() - SHOWN) + " more" : ""));
        this.problems = List.copyOf(problems);
    }

    /** All of them, in the order of the files. */
    public List<String> problems() {
        return problems;
    }
}
