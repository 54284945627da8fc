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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.text.NamedPerson;
import palimpsest.memory.text.Spoken;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.TurnPlace;

/**
 * The turns of what was read, once each, in the order in which they were said: those of documents ({@code Name: text}, a line each), then those that are remembered.
 *
 * @param speakers who has several turns, or of memory one, in the order of their first one
 */
record ReadDialogue(List<Turn> turns, List<String> speakers) {

    /** Fewer turns do not make a speaker: a line such as {@code Note: …} looks like one, too. */
    private static final int TURNS_OF_A_SPEAKER = 3;
    /** Who speaks to this runtime: not a name that a question could name. */
    private static final String NAMELESS = "user";

    /**
     * @param start first code point of the line in its document or of what is remembered of the turn, {@code end} one past its last
     * @param place where it is remembered; null of a document
     */
    record Turn(UUID documentId, int start, int end, String speaker, String text, TurnPlace place) {

        private static final Comparator<Turn> AS_SAID = Comparator.comparing((Turn turn) -> turn.place != null)
                .thenComparing(turn -> turn.place == null ? String.valueOf(turn.documentId) : turn.place.conversation())
                .thenComparingLong(turn -> turn.place == null ? 0 : turn.place.seq()).thenComparingInt(Turn::start);

        boolean byUser() {
            return speaker.equals(NAMELESS);
        }

        boolean asks() {
            return text.stripTrailing().endsWith("?");
        }
    }

    static ReadDialogue of(List<ReadSpan> read) {
        Map<List<Object>, Turn> places = new LinkedHashMap<>();
        for (ReadSpan span : read) {
            int start = span.start();
            if (span.turn() != null) {
                TurnPlace place = span.turn();
                places.putIfAbsent(List.of(place.conversation(), place.seq(), start), new Turn(null, start, span.end(), place.speaker(), span.text(), place));
                continue;
            }
            for (String line : span.text().split("\n", -1)) {
                int end = start + line.codePointCount(0, line.length());
                if (Sentences.isTurn(line)) {
                    int colon = line.indexOf(": ");
                    places.merge(List.of(String.valueOf(span.documentId()), start), new Turn(span.documentId(), start, end, line.substring(0, colon),
                            line.substring(colon + 2), null), (a, b) -> a.end() >= b.end() ? a : b);
                }
                start = end + 1;
            }
        }
        List<Turn> turns = new ArrayList<>(places.values());
        turns.sort(Turn.AS_SAID);
        Map<String, Long> counts = turns.stream().collect(Collectors.groupingBy(Turn::speaker, LinkedHashMap::new, Collectors.counting()));
        boolean remembered = turns.stream().anyMatch(turn -> turn.place() != null);
        return new ReadDialogue(turns, counts.entrySet().stream().filter(entry -> remembered ? !entry.getKey().equals(NAMELESS) : entry.getValue() >= TURNS_OF_A_SPEAKER)
                .map(Map.Entry::getKey).toList());
    }

    /** Who speaks, and those of these names whom they call: what is asked about somebody is not answered by what only the other one is remembered to have told. */
    List<String> people(List<String> names) {
        Stream<String> called = names.stream().filter(name -> speakers.stream().noneMatch(speaker -> NamedPerson.isNameOf(name, speaker))
                && turns.stream().anyMatch(turn -> speakers.contains(turn.speaker()) && Spoken.addresses(turn.text(), name)));
        return Stream.concat(speakers.stream(), called).toList();
    }

    /** Places in {@link #turns} of these, in their order, once each. */
    List<Integer> asRecalled(List<ReadSpan> read) {
        return read.stream().map(span -> IntStream.range(0, turns.size()).filter(i -> isSame(turns.get(i).place(), span.turn()) && turns.get(i).start() == span.start()).findFirst().orElse(-1))
                .filter(place -> place >= 0).distinct().toList();
    }

    /** Whether two or more people talk, or one is remembered. */
    boolean isConversation() {
        return speakers.size() > 1 || !turns.isEmpty() && turns.getFirst().place() != null;
    }

    /** Whether a turn comes so many turns after another one at most. Of a document those count that were read. */
    boolean near(int turn, int other, int most) {
        TurnPlace here = turns.get(turn).place();
        TurnPlace there = turns.get(other).place();
        if (here == null || there == null) {
            return here == there && Math.abs(turn - other) <= most;
        }
        return here.conversation().equals(there.conversation()) && Math.abs(here.seq() - there.seq()) <= most;
    }

    static boolean isSame(TurnPlace here, TurnPlace there) {
        return here == null || there == null ? here == there : here.conversation().equals(there.conversation()) && here.seq() == there.seq();
    }

    /** Places in {@link #turns} of the turns in which the citations begin; those that begin in none are left out. */
    List<Integer> cited(List<Citation> citations) {
        Function<Citation, Integer> place = citation -> {
            for (int i = 0; i < turns.size(); i++) {
                Turn turn = turns.get(i);
                if (Objects.equals(turn.documentId(), citation.documentId()) && isSame(turn.place(), citation.turn()) && turn.start() <= citation.start() && citation.start() < turn.end()) {
                    return i;
                }
            }
            return null;
        };
        return citations.stream().map(place).filter(Objects::nonNull).toList();
    }
}
