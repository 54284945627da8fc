package palimpsest.memory.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/** The terms of which the lines that pass say what they mean: they stand behind a colon below (Markdown Extra), or are set in under a short line, as manual pages write options. */
final class OpenTerms {

    private static final int LONGEST = 100;
    private static final int MOST = 3;
    private static final String ENDS = ".!?:;,。！？";

    private record Term(int indent, String name) {}

    private final Deque<Term> open = new ArrayDeque<>();

    void clear() {
        open.clear();
    }

    /** @param next the line after it, empty for none */
    void passed(String line, String next) {
        String said = line.strip();
        if (said.isEmpty()) {
            return;
        }
        int indent = indent(line);
        // what stands behind the colon belongs to the line above
        boolean means = said.startsWith(": ") || said.startsWith(":\t");
        while (!open.isEmpty() && (means ? open.peek().indent > indent : open.peek().indent >= indent)) {
            open.pop();
        }
        boolean meant = next.strip().startsWith(":   ");
        boolean setIn = !next.isBlank() && indent(next) > indent && ENDS.indexOf(said.charAt(said.length() - 1)) < 0;
        if (!means && said.length() <= LONGEST && (meant || setIn) && said.codePoints().anyMatch(Character::isLetterOrDigit)) {
            open.push(new Term(indent, said));
        }
    }

    /** The innermost ones, with spaces between. */
    String names() {
        return open.stream().limit(MOST).toList().reversed().stream().map(Term::name).collect(Collectors.joining(" "));
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && Character.isWhitespace(line.charAt(indent))) {
            indent++;
        }
        return indent;
    }
}
