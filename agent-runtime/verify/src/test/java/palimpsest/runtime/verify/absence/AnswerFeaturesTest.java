package palimpsest.runtime.verify.absence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import palimpsest.runtime.answer.CitationResolver;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.TurnPlace;
import palimpsest.runtime.verify.Subject;

public class AnswerFeaturesTest {

    /** Made up. */
    public static final String TALK = """
            [4 March 2031]
            Orla: Hi Tamsin! I started keeping bees last spring, three hives behind the barn.
            Tamsin: Wow, that sounds great! What made you start?
            Orla: My aunt left me her old smoker, and I wanted to do something outside.
            Tamsin: Lovely. I signed up for a bread course in Harrow last week.
            Orla: Oh nice! What do they teach you there?
            Tamsin: We make sourdough. My teacher is called Mr Pell, he is very strict.
            [9 March 2031]
            Orla: The boat is back in the water! I painted it green and named it Heron.
            Tamsin: So pretty! I climbed the north face of Skarn with my brother on Sunday.
            Orla: Was it cold up there?
            Tamsin: Freezing. My brother lost a glove and we laughed all the way down.
            Orla: I was stung twice this morning, so my hand is swollen.
            Tamsin: Ouch! Take care of that hand.
            """;

    private final AnswerFeatures features = new AnswerFeatures(null);

    private Optional<SequencedMap<String, Double>> of(String text, String question, String quote) {
        return of(features, text, question, quote);
    }

    private static Optional<SequencedMap<String, Double>> of(AnswerFeatures features, String text, String question, String quote) {
        List<ReadSpan> read = List.of(new ReadSpan(new UUID(0, 1), "talk.txt", 0, 0, text));
        return features.of(question, new Subject.AnswerGiving('"' + quote + '"', new CitationResolver().resolve(question, '"' + quote + '"', read)), read);
    }

    private static boolean stands(Map<String, Double> measured) {
        AbsenceProfile profile = AbsenceProfile.bundled().withoutEmbeddings();
        return profile.probability(measured) >= profile.threshold();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Where does Tamsin take a bread course? | I signed up for a bread course in Harrow last week. | true",
        "Where does Orla take a bread course?   | I signed up for a bread course in Harrow last week. | false",
        "What did Orla name her boat?           | I painted it green and named it Heron.              | true",
        "What did Tamsin name her boat?         | I painted it green and named it Heron.              | false",
        "Who did Tamsin climb Skarn with?       | I climbed the north face of Skarn with my brother on Sunday. | true",
        "Who did Orla climb Skarn with?         | I climbed the north face of Skarn with my brother on Sunday. | false"})
    void what_another_one_tells_of_themselves_does_not_answer(String question, String quote, boolean answers) {
        assertThat(stands(of(TALK, question, quote).orElseThrow())).isEqualTo(answers);
    }

    /** The turns of the talk as they are recalled: what fits best first, here the last ones. */
    private static List<ReadSpan> recalled() {
        List<String> turns = TALK.lines().filter(line -> !line.startsWith("[")).toList();
        var spans = new ArrayList<ReadSpan>();
        for (int i = 0; i < turns.size(); i++) {
            String[] turn = turns.get(i).split(": ", 2);
            spans.add(new ReadSpan(null, "talk", null, 0, turn[1], new TurnPlace("talk", i + 1, turn[0], Instant.EPOCH)));
        }
        return spans;
    }

    private static Optional<SequencedMap<String, Double>> ofMemory(String question, String quote, List<ReadSpan> recalled) {
        return new AnswerFeatures(null).of(question, new Subject.AnswerGiving('"' + quote + '"', new CitationResolver().resolve(question, '"' + quote + '"', recalled)), recalled);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Where does Tamsin take a bread course? | I signed up for a bread course in Harrow last week. | true",
        "Where does Orla take a bread course?   | I signed up for a bread course in Harrow last week. | false",
        "What did Orla name her boat?           | I painted it green and named it Heron.              | true",
        "What did Tamsin name her boat?         | I painted it green and named it Heron.              | false"})
    void what_another_one_is_remembered_to_have_told_does_not_answer(String question, String quote, boolean answers) {
        AbsenceProfile profile = AbsenceProfile.bundled().memory();
        assertThat(profile.probability(ofMemory(question, quote, recalled()).orElseThrow()) >= profile.threshold()).isEqualTo(answers);
    }

    @Test
    void what_answers_stands_where_little_else_is_remembered() {
        AbsenceProfile profile = AbsenceProfile.bundled().memory();
        String quote = "We make sourdough. My teacher is called Mr Pell, he is very strict.";
        assertThat(profile.probability(ofMemory("What is the teacher of Tamsin called?", quote, recalled().subList(5, 6)).orElseThrow())).isGreaterThan(profile.threshold());
        assertThat(profile.probability(ofMemory("What is the teacher of Orla called?", quote, recalled().subList(4, 6)).orElseThrow())).isLessThan(profile.threshold());
    }

    @Test
    void of_who_is_called_and_says_nothing_in_what_is_remembered_nothing_is_known() {
        AbsenceProfile profile = AbsenceProfile.bundled().memory();
        List<ReadSpan> orla = recalled().stream().filter(span -> span.turn().speaker().equals("Orla")).toList();
        String quote = "The boat is back in the water! I painted it green and named it Heron.";
        assertThat(profile.probability(ofMemory("What did Orla name her boat?", quote, orla).orElseThrow())).isGreaterThan(profile.threshold());
        SequencedMap<String, Double> tamsins = ofMemory("What did Tamsin name her boat?", quote, orla).orElseThrow();
        assertThat(tamsins).as("Orla called her: Hi Tamsin!").containsEntry("ownRecalled", 0.0).containsEntry("topOwn", 0.0);
        assertThat(profile.probability(tamsins)).isLessThan(profile.threshold());
        assertThat(ofMemory("What did Wilfred name her boat?", quote, orla)).as("nobody called him").isEmpty();
    }

    @Test
    void what_the_user_told_of_somebody_answers_a_question_about_them() {
        AbsenceProfile profile = AbsenceProfile.bundled().memory();
        String quote = "My neighbour Tamsin has a boat that is called Pelican.";
        var told = new ArrayList<>(recalled());
        told.add(new ReadSpan(null, "chat", null, 0, quote, new TurnPlace("chat", 1, "user", Instant.EPOCH)));
        SequencedMap<String, Double> measured = ofMemory("What is the boat of Tamsin called?", quote, told).orElseThrow();
        assertThat(measured).containsEntry("topOwn", 1.0);
        assertThat(profile.probability(measured)).isGreaterThan(profile.threshold());
    }

    @Test
    void of_a_question_about_two_people_both_are_asked_about() {
        String quote = "I climbed the north face of Skarn with my brother on Sunday.";
        assertThat(ofMemory("What have Orla and Tamsin climbed?", "So pretty! " + quote, recalled()).orElseThrow()).containsEntry("topOwn", 1.0).containsEntry("ownRecalled", 1.0);
    }

    @Test
    void what_a_user_told_of_himself_is_not_judged_whatever_words_his_question_has() {
        String quote = "I use the old smoker of my aunt.";
        List<ReadSpan> told = IntStream.range(0, 4).mapToObj(i -> new ReadSpan(null, "talk", null, 0, i == 0 ? quote : "I went out on day " + i + ".",
                new TurnPlace("talk", i, "user", Instant.EPOCH))).toList();
        assertThat(ofMemory("Which smoker do I use?", quote, told)).isEmpty();
    }

    @Test
    void only_what_was_said_right_before_lends_its_words_to_what_is_remembered() {
        List<ReadSpan> all = recalled();
        String quote = "My aunt left me her old smoker, and I wanted to do something outside.";
        double beside = ofMemory("What made Orla start?", quote, all).orElseThrow().get("topCoverage");
        List<ReadSpan> gap = all.stream().filter(span -> span.turn().seq() != 2).toList();
        assertThat(ofMemory("What made Orla start?", quote, gap).orElseThrow().get("topCoverage")).isLessThan(beside);
        assertThat(ofMemory("What made Orla start?", quote, all.subList(2, 3)).orElseThrow()).as("one turn is enough to know who told it").containsEntry("recallRank", 1.0);
    }

    @Test
    void a_question_that_names_nobody_who_talks_is_not_judged() {
        assertThat(of(TALK, "What is the boat called?", "I painted it green and named it Heron.")).isEmpty();
        assertThat(of(TALK, "What did Wilfred name the boat?", "I painted it green and named it Heron.")).isEmpty();
    }

    @Test
    void a_text_that_is_no_conversation_is_not_judged_whatever_its_lines_look_like() {
        String manual = """
                Warning: the valve is hot. Ask Petra.
                Note: Petra keeps the key of the boiler house in the drawer.
                Warning: never open it alone.
                Step: turn the key.
                Petra: signed for the key in 2030.
                """;
        assertThat(of(manual, "Where does Petra keep the key?", "Petra keeps the key of the boiler house in the drawer.")).isEmpty();
        assertThat(of("Petra of Voss keeps the key of the boiler house in the drawer.", "Where does Petra keep the key?",
                "Petra of Voss keeps the key of the boiler house in the drawer.")).isEmpty();
    }

    @Test
    void chunks_that_overlap_count_their_turns_once() {
        List<ReadSpan> once = List.of(new ReadSpan(new UUID(0, 1), "talk.txt", 0, 0, TALK));
        int from = TALK.indexOf("Tamsin: Lovely");
        List<ReadSpan> twice = List.of(once.getFirst(), new ReadSpan(new UUID(0, 1), "talk.txt", 1, from, TALK.substring(from)));
        assertThat(ReadDialogue.of(twice)).isEqualTo(ReadDialogue.of(once));
    }

    /** Vessel and boat mean nearly the same, all other words nothing alike. */
    private static float[] vector(String word) {
        float[] vector = new float[64];
        vector[word.equals("vessel") || word.equals("boat") ? 0 : 1 + Math.floorMod(word.hashCode(), 62)] = 1;
        vector[63] = word.equals("vessel") ? 0.2f : 0;
        return vector;
    }

    @Test
    void a_word_counts_for_another_that_is_near_in_meaning_and_each_is_embedded_once() {
        List<String> embedded = new ArrayList<>();
        var byMeaning = new AnswerFeatures(new WordNearness(words -> {
            embedded.addAll(words);
            return words.stream().map(AnswerFeaturesTest::vector).toList();
        }));
        String quote = "The boat is back in the water!";
        Map<String, Double> vessel = of(byMeaning, TALK, "Where is the vessel of Orla?", quote).orElseThrow();
        Map<String, Double> harp = of(byMeaning, TALK, "Where is the harp of Orla?", quote).orElseThrow();
        assertThat(vessel.get("rarestNotCited")).isEqualTo(harp.get("rarestNotCited")).isPositive();
        assertThat(vessel.get("rarestNotCitedByMeaning")).isLessThan(harp.get("rarestNotCitedByMeaning") / 10);
        assertThat(vessel.get("ownByMeaning")).isGreaterThan(0.9);
        assertThat(embedded).doesNotHaveDuplicates().contains("vessel", "boat", "harp");
        assertThat(AnswerFeatures.withoutMeaning(new LinkedHashMap<>(vessel))).isEqualTo(of(TALK, "Where is the vessel of Orla?", quote).orElseThrow());
    }
}
