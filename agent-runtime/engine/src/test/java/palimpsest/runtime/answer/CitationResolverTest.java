package palimpsest.runtime.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CitationResolverTest {

    private static final UUID GUIDE = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID DIARY = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final String GUIDE_TEXT = "🌊 The harbour opens at dawn. The keeper of Marrow Point, old Tobias Fenn, painted the\n"
            + "lighthouse amber in 1911. “Nobody asked me,” he said. Timber grows on the north ridge. The canal is empty.";
    private static final String DIARY_TEXT = "## Session 1 (8 May, 2023)\n\nCaroline: I went to the support group yesterday, on 7 May, 2023.\n"
            + "Melanie: Timber? No, I never liked that.\nCaroline: I had two cats once.";

    private final CitationResolver resolver = new CitationResolver();
    private final ReadSpan guide = new ReadSpan(GUIDE, "guide.md", 4, 100, GUIDE_TEXT);
    private final ReadSpan diary = new ReadSpan(DIARY, "diary.txt", 9, 0, DIARY_TEXT);
    private final List<ReadSpan> read = List.of(guide, diary);

    private List<Citation> resolve(String answer) {
        return verified(resolver.resolve(answer, read));
    }

    private List<Citation> resolve(String question, String answer) {
        return verified(resolver.resolve(question, answer, read));
    }

    /** Every citation of every test is the document's text at its offsets. */
    private List<Citation> verified(List<Citation> citations) {
        for (Citation citation : citations) {
            ReadSpan span = citation.documentId().equals(GUIDE) ? guide : diary;
            int[] codePoints = span.text().codePoints().toArray();
            int from = citation.start() - span.start();
            assertThat(new String(codePoints, from, citation.end() - citation.start())).isEqualTo(citation.quote());
            assertThat(citation.chunkId()).isEqualTo(span.chunkId());
            assertThat(citation.document()).isEqualTo(span.document());
        }
        return citations;
    }

    @Test
    void locates_a_quote_in_code_points_of_the_document() {
        List<Citation> citations = resolve("\"The harbour opens at dawn.\" [chunk 4]");

        assertThat(citations).containsExactly(new Citation("guide.md", GUIDE, 4, 102, 128, "The harbour opens at dawn."));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"painted the lighthouse amber in 1911\"",
        "“painted the lighthouse amber in 1911”",
        "„painted the lighthouse amber in 1911“",
        "«painted the lighthouse amber in 1911»",
        "It says: \"Painted the lighthouse amber in 1911,\" (chunk 4)",
        "> painted the lighthouse\n> amber in 1911\n",
        "> \"painted the lighthouse amber in 1911\" [chunk 4]",
        "He **\"painted the lighthouse *amber* in 1911,\"** as [chunk 4] has it."})
    void locates_a_quote_however_it_is_written(String answer) {
        assertThat(resolve(answer)).extracting(Citation::quote).containsExactly("painted the\nlighthouse amber in 1911");
    }

    @Test
    void locates_both_parts_of_a_quote_with_an_ellipsis() {
        assertThat(resolve("\"The keeper of Marrow Point […] painted the lighthouse amber\"")).extracting(Citation::quote)
                .containsExactly("The keeper of Marrow Point", "painted the\nlighthouse amber");
    }

    @Test
    void locates_a_quote_that_holds_quotes() {
        assertThat(resolve("\"\"Nobody asked me,\" he said.\" [chunk 4] and \"The canal is empty.\"")).extracting(Citation::quote)
                .containsExactly("“Nobody asked me,” he said.", "The canal is empty.");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "\"The harbour opens at dawn.\"\n\"The canal is empty.\"",
            "\"The harbour opens at dawn.\" \"The canal is empty.\"",
            "\"The harbour opens at dawn.\" and \"The canal is empty.\""
    })
    void quotes_one_behind_the_other_keep_their_full_stops(String answer) {
        assertThat(resolve(answer)).extracting(Citation::quote).containsExactly("The harbour opens at dawn.", "The canal is empty.");
    }

    @Test
    void looks_into_the_named_chunk_first() {
        ReadSpan copy = new ReadSpan(DIARY, "copy.md", 12, 0, GUIDE_TEXT);

        assertThat(resolver.resolve("\"The canal is empty.\" [chunk 12]", List.of(guide, copy))).extracting(Citation::document).containsExactly("copy.md");
        assertThat(resolver.resolve("\"The canal is empty.\" [chunk 77]", List.of(guide, copy))).extracting(Citation::document).containsExactly("guide.md");
    }

    @Test
    void keeps_the_order_of_the_answer_without_repetition() {
        assertThat(resolve("\"The canal is empty.\" then \"The harbour opens at dawn.\" and again \"the canal is empty\"")).extracting(Citation::quote)
                .containsExactly("The canal is empty.", "The harbour opens at dawn.");
    }

    @Test
    void cites_at_most_eight_places() {
        StringBuilder text = new StringBuilder();
        StringBuilder answer = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append("Ship number ").append(i).append(" sails today.\n");
            answer.append("\"Ship number ").append(i).append(" sails today.\"\n");
        }

        assertThat(resolver.resolve(answer.toString(), List.of(new ReadSpan(GUIDE, "ships", 0, 0, text.toString())))).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "What grows on the ridge?|Timber|Timber grows on the north ridge.",
        "What grows on the ridge?|The answer is \"Timber\".|Timber grows on the north ridge.",
        "When did Caroline go to the support group?|7 May 2023|Caroline: I went to the support group yesterday, on 7 May, 2023.",
        "Who painted the lighthouse?|Tobias Fenn, the keeper, painted the lighthouse in 1911.|The keeper of Marrow Point, old Tobias Fenn, painted the\\nlighthouse amber in 1911.",
        "How many cats did Caroline have?|She once had two cats.|Caroline: I had two cats once."})
    void cites_the_sentence_that_holds_an_answer_without_quotes(String question, String answer, String sentence) {
        assertThat(resolve(question, answer)).extracting(Citation::quote).containsExactly(sentence.replace("\\n", "\n"));
    }

    @Test
    void cites_each_item_of_a_list_where_it_stands() {
        assertThat(resolve("What is mentioned?", "cats, canal")).extracting(Citation::quote)
                .containsExactly("Caroline: I had two cats once.", "The canal is empty.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"The lighthouse was painted amber in 1912.", "Gerald Brook painted the lighthouse amber.", "Bananas", "Yes."})
    void cites_nothing_that_does_not_agree(String answer) {
        assertThat(resolve("Who painted the lighthouse?", answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "I found nothing in the documents that answers this. I looked for sentences with these words: canal, empty.",
        "I could not find who painted the lighthouse.",
        "The documents do not mention the \"canal\" or the harbour.",
        "No information about the keeper of Marrow Point is available.",
        "Je n'ai rien trouvé dans les documents qui y réponde.",
        "No he encontrado nada que lo responda en lo que recuerdo de ti.",
        "Ich habe nichts gefunden, was das in den Dokumenten beantwortet."})
    void an_answer_that_found_nothing_cites_nothing(String answer) {
        assertThat(CitationResolver.saysNothingFound(answer)).isTrue();
        assertThat(resolve("Who painted the lighthouse?", answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"She could not find her keys.", "He did not say goodbye.", "Timber", "Elle n'a pas retrouvé ses clés.", "\"The canal is empty.\" [chunk 4]"})
    void an_answer_about_not_finding_is_an_answer(String answer) {
        assertThat(CitationResolver.saysNothingFound(answer)).isFalse();
    }

    @Test
    void a_substantial_quote_counts_even_after_nothing_was_found() {
        assertThat(resolve("I could not find the exact day, but \"painted the lighthouse amber in 1911\" comes close.")).hasSize(1);
    }

    @Test
    void a_part_of_a_word_is_no_quote() {
        assertThat(resolve("It is \"art\" and \"the can\".")).isEmpty();
    }

    @Test
    void nothing_read_or_nothing_said_cites_nothing() {
        assertThat(resolver.resolve("\"The canal is empty.\"", List.of())).isEmpty();
        assertThat(resolver.resolve("  ", read)).isEmpty();
        assertThat(resolver.resolve(null, "...", read)).isEmpty();
    }

    // --- what tools told

    /** A gauge that was asked so often. */
    private static List<ReadSpan> gauge(int times) {
        return IntStream.range(0, times).mapToObj(i -> new ReadSpan(null, "river_gauge (mill weir)", null, 0, "place: mill weir; meters: 2.7", null, "river_gauge")).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40, 400})
    void a_figure_of_a_tool_supports_a_short_answer_however_often_it_was_told(int times) {
        AnswerSupport support = AnswerSupport.of(resolver, "How high is the river at the mill weir today?", "The river stands at 2.7 m.", gauge(times), new ReadTexts());

        assertThat(support.sentences()).singleElement().matches(sentence -> sentence.claim() && sentence.supported());
        assertThat(support.citations()).singleElement().satisfies(citation -> assertThat(citation.tool()).isEqualTo("river_gauge"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"The river stands at 3.1 m.", "The river stands.", "Storms in Bergen will flood 2.7 km of railway by Thursday."})
    void a_figure_of_a_tool_supports_no_other_figure_and_no_other_story(String answer) {
        for (int times : new int[] {1, 40}) {
            assertThat(AnswerSupport.of(resolver, "How high is the river at the mill weir today?", answer, gauge(times), new ReadTexts()).sentences())
                    .as("%d times", times).singleElement().matches(SentenceSupport::lacksSupport);
        }
    }
}
