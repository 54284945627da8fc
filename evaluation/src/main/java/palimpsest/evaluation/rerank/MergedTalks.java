package palimpsest.evaluation.rerank;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.evaluation.locomo.LocomoConversation.Turn;

/**
 * Several short conversations as one long one: all are told by the two people of the first, session after session by date. A question about one of them is then asked among the
 * turns of the others, too, as it is where two people have talked for years; what a turn says of itself no longer tells which conversation it is from.
 */
public final class MergedTalks {

    private MergedTalks() {}

    /**
     * At most so many in each, dealt out in turn, so that each has some of every part of the list.
     *
     * @param most 1 or more
     */
    public static List<LocomoConversation> of(List<LocomoConversation> talks, int most) {
        int groups = Math.ceilDiv(talks.size(), most);
        return IntStream.range(0, groups).mapToObj(group -> merged(IntStream.range(0, talks.size()).filter(i -> i % groups == group).mapToObj(talks::get).toList())).toList();
    }

    private record Session(LocalDateTime at, List<Told> turns) {}

    /** @param from place of its conversation in the list */
    private record Told(int from, Turn turn) {}

    private record Known(int from, String id) {}

    private static LocomoConversation merged(List<LocomoConversation> talks) {
        LocomoConversation first = talks.getFirst();
        List<Session> sessions = IntStream.range(0, talks.size()).boxed()
                .flatMap(from -> talks.get(from).turns().stream().collect(Collectors.groupingBy(Turn::session)).values().stream()
                        .map(turns -> new Session(turns.getFirst().at(), turns.stream().map(turn -> new Told(from, turn)).toList())))
                .sorted(Comparator.comparing(Session::at)).toList();
        List<Renamed> names = talks.stream().map(talk -> Renamed.of(talk, first)).toList();
        var turns = new ArrayList<Turn>();
        var ids = new HashMap<Known, String>();
        for (int session = 1; session <= sessions.size(); session++) {
            int number = 0;
            for (Told told : sessions.get(session - 1).turns()) {
                String id = "D" + session + ":" + ++number;
                ids.put(new Known(told.from(), told.turn().id()), id);
                turns.add(names.get(told.from()).turn(told.turn(), id, session));
            }
        }
        List<Question> questions = IntStream.range(0, talks.size()).boxed().flatMap(from -> talks.get(from).questions().stream().map(question -> new Question(
                names.get(from).in(question.text()), question.answer(), question.evidence().stream().map(id -> ids.get(new Known(from, id))).toList(), question.category()))).toList();
        return new LocomoConversation(talks.stream().map(LocomoConversation::name).collect(Collectors.joining(", ")), first.speakerA(), first.speakerB(), turns, questions);
    }

    /** Names of speakers in the place of others, as words. */
    private record Renamed(Map<String, String> names, Pattern any) {

        static Renamed of(LocomoConversation talk, LocomoConversation first) {
            return new Renamed(Map.of(talk.speakerA(), first.speakerA(), talk.speakerB(), first.speakerB()),
                    Pattern.compile("\\b(?:" + Pattern.quote(talk.speakerA()) + "|" + Pattern.quote(talk.speakerB()) + ")\\b"));
        }

        String in(String text) {
            return text == null ? null : any.matcher(text).replaceAll(name -> names.get(name.group()));
        }

        Turn turn(Turn turn, String id, int session) {
            return new Turn(id, session, turn.at(), names.get(turn.speaker()), in(turn.text()), in(turn.caption()));
        }
    }
}
