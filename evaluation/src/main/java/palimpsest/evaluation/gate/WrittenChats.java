package palimpsest.evaluation.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.evaluation.locomo.LocomoConversation.Turn;

/**
 * Conversations that were written for this project, to fit profiles without anybody's data: people who don't exist, in several styles, and behind turns that tell something
 * the questions that they answer. One of these is asked about the other one, too, who did not tell it. A file has a line for each speaker pair ({@code # Ann, Ben}), session
 * ({@code ## 2026-03-01T10:00}), turn ({@code A [a picture]: text}) and question about the turn before it ({@code ? text}); {@code + word} says that the turn before it is one
 * of those that answer the question {@code = word text}.
 */
public final class WrittenChats {

    private static final String FILE = "/palimpsest/evaluation/gate/written-chats.txt";
    private static final String LONGER = "/palimpsest/evaluation/gate/longer-chats.txt";
    private static final String SPEAKERS = "# ";
    private static final String SESSION = "## ";
    private static final String QUESTION = "? ";
    private static final String ONE_OF_SEVERAL = "+ ";
    private static final String ANSWERED_BY_SEVERAL = "= ";
    private static final Pattern TURN = Pattern.compile("(?<speaker>\\p{Lu})(?: \\[(?<caption>[^]]*)])?: (?<text>.*)");
    /** Who knows nothing of himself that could be asked for. */
    public static final String ASSISTANT = "Assistant";
    private static final int MULTI_HOP = 1;
    private static final int SINGLE_HOP = 4;
    private static final int UNANSWERED = 5;

    private WrittenChats() {}

    /** Those that all profiles are fitted on, in the order of the file. */
    public static List<LocomoConversation> all() {
        return read(FILE);
    }

    /** Further ones over a year or two, with questions that several turns answer, for what ranks turns. */
    public static List<LocomoConversation> longer() {
        return read(LONGER);
    }

    private static List<LocomoConversation> read(String resource) {
        try (var in = new BufferedReader(new InputStreamReader(WrittenChats.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return read(in.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException for a line that is none of those, or a question that no turn answers */
    static List<LocomoConversation> read(List<String> lines) {
        var chats = new ArrayList<Chat>();
        for (String line : lines) {
            if (line.startsWith(SPEAKERS)) {
                chats.add(new Chat("written " + (chats.size() + 1), List.of(line.substring(SPEAKERS.length()).split(", "))));
            } else {
                chats.getLast().add(line);
            }
        }
        return chats.stream().map(Chat::written).toList();
    }

    private static final class Chat {
        private final String name;
        private final List<String> speakers;
        private final Map<String, String> byInitial;
        private final List<Turn> turns = new ArrayList<>();
        private final List<Question> questions = new ArrayList<>();
        private final Map<String, List<String>> several = new HashMap<>();
        private LocalDateTime at;
        private int session;
        private int number;

        Chat(String name, List<String> speakers) {
            this.name = name;
            this.speakers = speakers;
            this.byInitial = speakers.stream().collect(Collectors.toMap(speaker -> speaker.substring(0, 1), Function.identity()));
        }

        void add(String line) {
            if (line.startsWith(SESSION)) {
                at = LocalDateTime.parse(line.substring(SESSION.length()));
                session++;
                number = 0;
                return;
            }
            if (line.startsWith(QUESTION)) {
                ask(line.substring(QUESTION.length()), turns.getLast());
                return;
            }
            if (line.startsWith(ONE_OF_SEVERAL)) {
                several.computeIfAbsent(line.substring(ONE_OF_SEVERAL.length()), word -> new ArrayList<>()).add(turns.getLast().id());
                return;
            }
            if (line.startsWith(ANSWERED_BY_SEVERAL)) {
                String[] parts = line.substring(ANSWERED_BY_SEVERAL.length()).split(" ", 2);
                if (!several.containsKey(parts[0])) {
                    throw new IllegalArgumentException("No turn answers: " + line);
                }
                questions.add(new Question(parts[1], "", several.get(parts[0]), MULTI_HOP));
                return;
            }
            Matcher turn = TURN.matcher(line);
            if (!turn.matches() || !byInitial.containsKey(turn.group("speaker"))) {
                throw new IllegalArgumentException("No turn of " + String.join(" or ", speakers) + ": " + line);
            }
            turns.add(new Turn("D" + session + ":" + ++number, session, at, byInitial.get(turn.group("speaker")), turn.group("text"), turn.group("caption")));
        }

        private void ask(String text, Turn of) {
            boolean first = questions.isEmpty() || !questions.getLast().evidence().contains(of.id());
            questions.add(new Question(text, "", List.of(of.id()), SINGLE_HOP));
            String other = speakers.getFirst().equals(of.speaker()) ? speakers.getLast() : speakers.getFirst();
            if (first && !other.equals(ASSISTANT)) {
                questions.add(new Question(text.replace(of.speaker() + "' ", of.speaker() + "'s ").replace(of.speaker(), other), null, List.of(of.id()), UNANSWERED));
            }
        }

        LocomoConversation written() {
            return new LocomoConversation(name, speakers.getFirst(), speakers.getLast(), turns, questions);
        }
    }
}
