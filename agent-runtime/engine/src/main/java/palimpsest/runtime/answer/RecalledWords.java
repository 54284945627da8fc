package palimpsest.runtime.answer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.MemoryItem;

/** What was recalled, as sources of an answer. */
public final class RecalledWords {

    private static final List<String> MARKS = List.of("''", "《》");

    private RecalledWords() {}

    /**
     * Of people's words, what was recalled last first. What an agent said before is no source of what it says now.
     *
     * @param recalled in the order in which it was
     */
    public static List<ReadSpan> of(List<MemoryItem> recalled) {
        return recalled.reversed().stream().filter(memory -> !Turn.ASSISTANT.equals(memory.speaker())).flatMap(memory -> Stream.concat(Stream.of(new ReadSpan(null, memory.place(), null,
                memory.start(), memory.words(), new TurnPlace(memory.conversation(), memory.seq(), memory.speaker(), memory.at()))), before(memory).stream())).distinct().toList();
    }

    /** What was said right before, which is shown with it. */
    private static Optional<ReadSpan> before(MemoryItem memory) {
        return Optional.ofNullable(memory.afterTurn()).map(turn -> new ReadSpan(null, memory.place(), null, 0, memory.after(), new TurnPlace(memory.conversation(), turn.seq(), memory.speaker(), turn.at())));
    }

    /** An answer of the same length in which the titles of conversations that it names as places are letters without a meaning: often they are questions, and claim nothing. */
    public static String withoutTitles(String answer, List<ReadSpan> read) {
        String bare = answer;
        for (String title : read.stream().filter(span -> span.turn() != null && !span.document().isBlank()).map(ReadSpan::document).distinct().toList()) {
            for (String marks : MARKS) {
                String named = marks.charAt(0) + title + marks.charAt(1);
                bare = bare.replace(named, marks.charAt(0) + "x".repeat(title.length()) + marks.charAt(1));
            }
        }
        return bare;
    }
}
