package palimpsest.evaluation.rerank;

import java.text.BreakIterator;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.locomo.LocomoConversation.Question;
import palimpsest.evaluation.locomo.LocomoConversation.Turn;
import palimpsest.evaluation.squad.SquadArticle;

/**
 * Conversations made of articles: two people tell each other paragraphs, a sentence or two a turn, and ask in between; half of the questions
 * that the articles come with are asked in the talk, the other half are asked about it afterwards, most of them by the name of who told.
 * To fit a reranker of turns on data whose licence lets anybody use what is fitted. The same articles give the same talks.
 */
public final class GeneratedTalks {

    private static final int SHORT = 80; // chars of a sentence that the next is said with
    private static final long SEED = 20_260_101;
    private static final List<String> NAMES = List.of("Nora", "Ilias", "Greta", "Tomasz", "Amira", "Felix", "Leonie", "Matteo", "Ingrid", "Pablo", "Yara", "Hugo", "Salma",
            "Viktor", "Edith", "Bruno");
    private static final List<String> REACTIONS = List.of("I had no idea.", "Go on, please.", "That is good to know.", "Really? I would not have thought so.",
            "You know a lot about it.", "Thanks for telling me!", "My sister told me something like that, too.", "Fine. By the way, it rained here all day.");
    private static final List<String> TAGS = List.of(" Did you know that?", " Interesting, isn't it?", " What do you think about it?");

    private final Random random = new Random(SEED);

    private GeneratedTalks() {}

    /** One conversation for every two articles. */
    public static List<LocomoConversation> of(List<SquadArticle> articles) {
        var talks = new GeneratedTalks();
        var all = new ArrayList<LocomoConversation>();
        for (int i = 0; i + 1 < articles.size(); i += 2) {
            int pair = i % (NAMES.size() - 1);
            all.add(talks.conversation(articles.get(i).readableTitle() + " and " + articles.get(i + 1).readableTitle(), NAMES.get(pair), NAMES.get(pair + 1), articles.subList(i, i + 2)));
        }
        return all;
    }

    private LocomoConversation conversation(String name, String one, String other, List<SquadArticle> articles) {
        var turns = new ArrayList<Turn>();
        var questions = new ArrayList<Question>();
        int session = 0;
        for (SquadArticle article : articles) {
            for (SquadArticle.Paragraph paragraph : article.paragraphs()) {
                session++;
                boolean first = random.nextBoolean();
                tell(paragraph, session, first ? one : other, first ? other : one, turns, questions);
            }
        }
        return new LocomoConversation(name, one, other, turns, questions);
    }

    private record Told(int start, int end, String id) {}

    private void tell(SquadArticle.Paragraph paragraph, int session, String teller, String listener, List<Turn> turns, List<Question> questions) {
        LocalDateTime at = LocalDateTime.of(2025, 1, 6, 18, 0).plusDays(9L * session);
        List<SquadArticle.Question> questioned = paragraph.questions().stream().filter(question -> !question.answers().isEmpty()).toList();
        var told = new ArrayList<Told>();
        int number = 0;
        for (int[] part : parts(paragraph.text())) {
            int start = paragraph.start() + paragraph.text().codePointCount(0, part[0]);
            int end = paragraph.start() + paragraph.text().codePointCount(0, part[1]);
            List<SquadArticle.Question> answered = IntStream.range(0, questioned.size()).filter(i -> i % 2 == 0).mapToObj(questioned::get)
                    .filter(question -> start(question) >= start && start(question) < end).toList();
            if (!answered.isEmpty() && random.nextBoolean()) {
                turns.add(new Turn("D" + session + ":" + ++number, session, at, listener, answered.getFirst().text(), null));
            } else if (random.nextInt(3) == 0) {
                turns.add(new Turn("D" + session + ":" + ++number, session, at, listener, REACTIONS.get(random.nextInt(REACTIONS.size())), null));
            }
            String id = "D" + session + ":" + ++number;
            String tag = random.nextInt(4) == 0 ? TAGS.get(random.nextInt(TAGS.size())) : "";
            turns.add(new Turn(id, session, at, teller, paragraph.text().substring(part[0], part[1]).strip() + tag, null));
            told.add(new Told(start, end, id));
        }
        for (int i = 1; i < questioned.size(); i += 2) {
            SquadArticle.Question question = questioned.get(i);
            told.stream().filter(where -> start(question) >= where.start() && start(question) < where.end()).findFirst()
                    .ifPresent(where -> questions.add(new Question(asked(question.text(), teller, listener), "", List.of(where.id()), 4)));
        }
    }

    private static int start(SquadArticle.Question question) {
        return question.answers().getFirst().start();
    }

    private String asked(String question, String teller, String listener) {
        return switch (random.nextInt(5)) {
            case 0 -> question;
            case 1 -> "According to " + teller + ": " + question;
            case 2 -> "What did " + listener + " hear from " + teller + ": " + question;
            case 3 -> question + " " + teller + " told it.";
            default -> teller + " said it: " + question;
        };
    }

    /** One or two sentences each, [start, end) in chars. */
    private List<int[]> parts(String text) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        var parts = new ArrayList<int[]>();
        int start = sentences.first();
        for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
            boolean goesOn = end - start < SHORT || random.nextInt(3) == 0;
            if (goesOn && end < text.length()) {
                continue;
            }
            parts.add(new int[] {start, end});
            start = end;
        }
        return parts;
    }
}
