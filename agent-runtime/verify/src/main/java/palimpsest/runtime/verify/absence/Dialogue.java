package palimpsest.runtime.verify.absence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.text.Sentences;

/**
 * The turns ({@code Name: text}, a line each) of what was read, in the order of the documents, once each.
 *
 * @param speakers who has several turns, in the order of their first one
 */
record Dialogue(List<Turn> turns, List<String> speakers) {

    /** Fewer turns do not make a speaker: a line such as {@code Note: …} looks like one, too. */
    private static final int TURNS_OF_A_SPEAKER = 3;

    /** @param start first code point of the line in its document, {@code end} one past its last */
    record Turn(UUID documentId, int start, int end, String speaker, String text) {

        boolean asks() {
            return text.stripTrailing().endsWith("?");
        }
    }

    static Dialogue of(List<ReadSpan> read) {
        Map<List<Object>, Turn> places = new LinkedHashMap<>();
        for (ReadSpan span : read) {
            int start = span.start();
            for (String line : span.text().split("\n", -1)) {
                int end = start + line.codePointCount(0, line.length());
                if (Sentences.isTurn(line)) {
                    int colon = line.indexOf(": ");
                    places.merge(List.of(String.valueOf(span.documentId()), start), new Turn(span.documentId(), start, end, line.substring(0, colon),
                            line.substring(colon + 2)), (a, b) -> a.end() >= b.end() ? a : b);
                }
                start = end + 1;
            }
        }
        List<Turn> turns = new ArrayList<>(places.values());
        turns.sort(Comparator.comparing((Turn turn) -> String.valueOf(turn.documentId())).thenComparingInt(Turn::start));
        Map<String, Long> counts = turns.stream().collect(Collectors.groupingBy(Turn::speaker, LinkedHashMap::new, Collectors.counting()));
        return new Dialogue(turns, counts.entrySet().stream().filter(entry -> entry.getValue() >= TURNS_OF_A_SPEAKER).map(Map.Entry::getKey).toList());
    }

    /** Whether two or more people talk. */
    boolean isConversation() {
        return speakers.size() > 1;
    }

    /** Places in {@link #turns} of the turns in which the citations begin; those that begin in none are left out. */
    List<Integer> cited(List<Citation> citations) {
        Function<Citation, Integer> place = citation -> {
            for (int i = 0; i < turns.size(); i++) {
                Turn turn = turns.get(i);
                if (Objects.equals(turn.documentId(), citation.documentId()) && turn.start() <= citation.start() && citation.start() < turn.end()) {
                    return i;
                }
            }
            return null;
        };
        return citations.stream().map(place).filter(Objects::nonNull).toList();
    }
}
