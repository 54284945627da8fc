package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static palimpsest.runtime.loop.TalkingModel.call;
import static palimpsest.runtime.loop.TalkingModel.finish;
import static palimpsest.runtime.loop.TalkingModel.text;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import palimpsest.runtime.answer.SentenceSupport;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.model.extractive.ExtractiveChatModel;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Place;
import palimpsest.runtime.verify.Policy;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.Verdict;
import palimpsest.runtime.verify.Verification;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.Verifier;
import palimpsest.runtime.verify.absence.AbsenceCheck;
import palimpsest.runtime.verify.absence.AbsenceProfile;
import palimpsest.runtime.verify.absence.AnswerFeatures;
import palimpsest.runtime.verify.absence.AnswerFeaturesTest;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.KnowledgeChecks;
import palimpsest.runtime.verify.claim.SupportCheck;

class RunVerificationTest {

    private static final String TEXT = "The tower of Ansel is 41 m high. Timber grows on the ridge.";
    private static final String WRONG_NOTE = "{\"key\": \"tower\", \"summary\": \"height\", \"content\": \"The tower of Ansel is 47 m high.\"}";
    private static final String RIGHT_NOTE = "{\"key\": \"tower\", \"summary\": \"height\", \"content\": \"The tower of Ansel is 41 m high.\"}";

    private final LoopScene scene = new LoopScene().attach("ansel.txt", TEXT).ask("How high is the tower of Ansel?");

    private LoopScene verifying(Policy policy) {
        return scene.verifying(policy, new CheckingVerifier(KnowledgeChecks.all(), VerificationBudget.Limits.DEFAULT));
    }

    private RunResult result() {
        return scene.last(RunFinished.class).result();
    }

    private ToolAnswered answeredBy(String tool) {
        return scene.events(ToolAnswered.class).stream().filter(answer -> answer.tool().equals(tool)).findFirst().orElseThrow();
    }

    @Test
    void findings_are_part_of_the_result_and_stand_right_behind_it_in_one_append() {
        verifying(Policy.WARN).run(new TalkingModel(call("loadDocument", "{}"), call("note", WRONG_NOTE), finish("The tower of Ansel is 41 m high.")));
        assertThat(answeredBy("note").result().get("verification").toString()).contains("knowledge_accuracy=fail").contains("41 m");
        assertThat(scene.events(NoteWritten.class)).hasSize(1);
        var events = scene.events();
        int at = events.indexOf(answeredBy("note"));
        assertThat(events.get(at + 1)).isInstanceOfSatisfying(Verified.class, verified -> {
            assertThat(verified.msgId()).isEqualTo(answeredBy("note").msgId());
            assertThat(verified.reaction()).isEqualTo("told");
        });
    }

    @Test
    void where_findings_are_only_recorded_the_model_sees_what_it_would_see_without_a_verifier() {
        var plain = new LoopScene().attach("ansel.txt", TEXT).ask("How high is the tower of Ansel?");
        var without = new TalkingModel(call("loadDocument", "{}"), call("note", WRONG_NOTE), finish("It is 99 m high."));
        var with = new TalkingModel(call("loadDocument", "{}"), call("note", WRONG_NOTE), finish("It is 99 m high."));
        plain.run(without);
        verifying(Policy.RECORD).run(with);
        assertThat(with.requests()).usingRecursiveComparison().isEqualTo(without.requests());
        assertThat(scene.events(Verified.class)).extracting(Verified::subject).containsExactly("note", "answer");
        assertThat(result().support()).singleElement().matches(SentenceSupport::lacksSupport);
        assertThat(plain.last(RunFinished.class).result().support()).isNull();
    }

    @Test
    void the_model_hears_nothing_where_all_passed_and_the_first_few_of_many_findings_in_short() {
        verifying(Policy.WARN).run(new TalkingModel(call("loadDocument", "{}"), call("note", RIGHT_NOTE), finish("The tower of Ansel is 41 m high.")));
        assertThat(answeredBy("note").result()).doesNotContainKey("verification");
        assertThat(scene.events(Verified.class)).extracting(Verified::reaction).contains("recorded");
        assertThat(unsupported(12, 900).verify(new Subject.AnswerGiving("", List.of()), null).json()).hasEntrySatisfying("findings", told -> assertThat((List<?>) told).hasSize(5)
                .allSatisfy(each -> assertThat(each.toString()).hasSizeLessThan(600))).containsEntry("more", 7).containsEntry("knowledge_accuracy", "fail");
    }

    @Test
    void without_a_language_model_findings_lead_to_other_words_and_claims_that_failed_are_left_out() {
        Verifier unrelated = (subject, facts) -> switch (subject) {
            case Subject.ToolUse use when !use.passages().isEmpty() -> new Verification(List.of(Finding.fail(Dimension.RELEVANCE, "relevance", "", "it tells something else", "Search.")));
            case Subject.AnswerGiving answer when answer.answer().contains("Ferns") -> new Verification(List.of(Finding.fail(Dimension.KNOWLEDGE_ACCURACY,
                    SupportCheck.NAME, answer.answer(), "nothing supports it", "Leave it out.")));
            default -> Verification.NOTHING;
        };
        String text = IntStream.range(0, 400).mapToObj(i -> "Ferns and moss number " + i + " grow beside the " + (i % 40 == 0 ? "keeper" : "water") + " of the valley.\n\n")
                .collect(java.util.stream.Collectors.joining());
        String question = "Which keeper painted the old lighthouse in spring?";
        var heard = new LoopScene().withoutLanguageModel().attach("ferns.txt", text).ask(question).verifying(Policy.WARN, unrelated);
        var silent = new LoopScene().withoutLanguageModel().attach("ferns.txt", text).ask(question).verifying(Policy.RECORD, unrelated);
        for (LoopScene each : List.of(heard, silent)) {
            each.run(new ExtractiveChatModel(words -> words.split("\\s+").length));
        }
        assertThat(readsBeforeTheSecondSearch(heard)).isEqualTo(3).isLessThan(readsBeforeTheSecondSearch(silent));

        var told = new LoopScene().withoutLanguageModel().attach("short.txt", "Ferns grow where the lighthouse keeper painted.").ask("Where do ferns grow?").verifying(Policy.WARN, unrelated);
        told.run(new ExtractiveChatModel(words -> words.split("\\s+").length));
        assertThat(told.events(Verified.class)).extracting(Verified::reaction).contains("sent-back");
        assertThat(told.last(RunFinished.class).result().answer()).startsWith("I found nothing");
    }

    private static long readsBeforeTheSecondSearch(LoopScene scene) {
        List<String> tools = scene.events(ToolAnswered.class).stream().map(ToolAnswered::tool).toList();
        int second = tools.lastIndexOf("searchEngine");
        assertThat(tools.subList(0, second)).contains("searchEngine");
        return tools.subList(0, second).stream().filter("readChunk"::equals).count();
    }

    @Test
    void a_note_that_fails_is_not_written_where_it_must_be_corrected() {
        verifying(Policy.CORRECT).run(new TalkingModel(call("loadDocument", "{}"), call("note", WRONG_NOTE), call("note", RIGHT_NOTE),
                finish("The tower of Ansel is 41 m high.")));
        assertThat(answeredBy("note").isError()).isTrue();
        assertThat(scene.events(NoteWritten.class)).singleElement().satisfies(note -> assertThat(note.content()).contains("41"));
    }

    @Test
    void a_note_that_fails_ends_the_run_where_the_policy_says_stop() {
        verifying(Policy.STOP).run(new TalkingModel(call("loadDocument", "{}"), call("note", WRONG_NOTE)));
        assertThat(result().stoppedBy()).isEqualTo("verification");
        assertThat(scene.state().running()).isFalse();
    }

    @Test
    void an_answer_without_support_is_sent_back_once_with_the_list_and_then_given_marked() {
        var model = new TalkingModel(call("loadDocument", "{}"), finish("The tower of Ansel is 47 m high. Timber grows on the ridge."),
                finish("The tower of Ansel is 47 m high. Timber grows on the ridge."));
        verifying(Policy.WARN).run(model);
        assertThat(answeredBy("finish").result().get("error").toString()).contains("47 m").contains("finish once more");
        assertThat(result().support()).extracting(SentenceSupport::supported).containsExactly(false, true);
        assertThat(result().support().getLast().citations()).isNotEmpty();
        assertThat(model.asked()).isEqualTo(3);
    }

    @Test
    void a_spoken_answer_is_sent_back_once_too() {
        var model = new TalkingModel(call("loadDocument", "{}"), text("The tower is 47 m high."), text("The tower of Ansel is 41 m high."));
        verifying(Policy.WARN).run(model);
        assertThat(result().answer()).isEqualTo("The tower of Ansel is 41 m high.");
        assertThat(result().support()).singleElement().matches(sentence -> sentence.supported() && sentence.claim());
    }

    @Test
    void without_anything_to_read_an_answer_is_given_marked_at_once() {
        var talk = new LoopScene().ask("What colour is the sea?").verifying(Policy.WARN, unsupported(1, 5));
        var model = new TalkingModel(text("Claim 0"));
        talk.run(model);
        assertThat(model.asked()).isEqualTo(1);
        assertThat(talk.last(Verified.class).reaction()).isEqualTo("told");
        assertThat(talk.last(RunFinished.class).result().support()).singleElement().matches(sentence -> !sentence.supported());
    }

    @Property(tries = 12)
    void what_is_said_of_an_answer_that_is_sent_back_takes_no_more_room_than_there_is(@ForAll @IntRange(min = 1, max = 14) int claims,
                                                                                      @ForAll @IntRange(min = 1, max = 60) int words, @ForAll boolean spoken) {
        int least = leastWindow();
        for (int room = 0; room < 700; room += 150) {
            var tiny = new LoopScene().window(least + room).ask("Why?").verifying(Policy.CORRECT, unsupported(claims, words));
            var model = new TalkingModel(spoken ? text("Because.") : finish("Because."), finish("Because of it."));
            tiny.run(model);
            assertThat(tiny.last(RunFinished.class).result().answer()).isEqualTo(model.asked() == 1 ? "Because." : "Because of it.");
            assertThat(tiny.events(BudgetMeasured.class)).allSatisfy(budget -> assertThat(budget.requestTokens()).isLessThanOrEqualTo(tiny.terms().limit()));
        }
    }

    @Test
    void of_many_claims_that_lack_support_those_are_listed_that_the_window_has_room_for() {
        var tiny = new LoopScene().window(leastWindow() + 300).ask("Why?").verifying(Policy.CORRECT, unsupported(12, 40));
        tiny.run(new TalkingModel(text("Because."), text("Because of it.")));
        assertThat(tiny.events(Nudged.class)).singleElement().satisfies(nudge -> assertThat(nudge.content()).containsPattern("- and \\d+ more\\.\nRead sources"));
        assertThat(tiny.last(RunFinished.class).result().answer()).isEqualTo("Because of it.");
    }

    /** In which the question fits with a short message and a result of the shortest kind beside it. */
    private static int leastWindow() {
        var roomy = new LoopScene().ask("Why?");
        roomy.run(new TalkingModel(finish("x")));
        return roomy.last(BudgetMeasured.class).requestTokens() + roomy.terms().maxOutputTokens() + 150;
    }

    private static Verifier unsupported(int claims, int words) {
        return (subject, facts) -> subject instanceof Subject.AnswerGiving ? new Verification(IntStream.range(0, claims).mapToObj(claim ->
                Finding.fail(Dimension.KNOWLEDGE_ACCURACY, SupportCheck.NAME, "Claim " + claim, LoopScene.words(words), "Read on.")).toList()) : Verification.NOTHING;
    }

    @Test
    void a_run_that_dies_before_the_append_leaves_neither_result_nor_findings() {
        var model = new TalkingModel(call("loadDocument", "{}"), call("note", RIGHT_NOTE), finish("The tower of Ansel is 41 m high."));
        Verifier dies = (subject, facts) -> {
            throw new IllegalStateException("the process dies here");
        };
        try {
            scene.verifying(Policy.WARN, dies).run(model);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the process dies here");
        }
        assertThat(scene.events(ToolAnswered.class)).isEmpty();
        assertThat(scene.events(Verified.class)).isEmpty();
        verifying(Policy.WARN).run(model);
        assertThat(scene.events(ToolAnswered.class)).extracting(ToolAnswered::tool).containsExactly("loadDocument", "note", "finish");
        assertThat(scene.events(Verified.class)).allSatisfy(verified -> assertThat(verified.findings()).extracting(Finding::verdict).containsOnly(Verdict.PASS));
    }

    @Test
    void an_answer_that_found_nothing_claims_nothing() {
        verifying(Policy.WARN).run(new TalkingModel(call("loadDocument", "{}"), finish("I found nothing in the documents about that.")));
        assertThat(result().support()).noneMatch(SentenceSupport::claim);
    }

    private static LoopScene talking(LoopScene scene, String question) {
        return scene.attach("talk.txt", AnswerFeaturesTest.TALK).ask(question)
                .verifying(Policy.RECORD, new CheckingVerifier(List.of(new AbsenceCheck(new AnswerFeatures(null), AbsenceProfile.bundled().withoutEmbeddings(), AbsenceProfile.bundled().withoutEmbeddings().threshold())), VerificationBudget.Limits.DEFAULT));
    }

    private static RunResult answer(LoopScene talk) {
        talk.run(new TalkingModel(call("loadDocument", "{}"), finish("“Orla: The boat is back in the water! I painted it green and named it Heron.”")));
        return talk.last(RunFinished.class).result();
    }

    @Test
    void without_a_language_model_what_another_one_tells_is_withheld_and_nothing_found_is_answered() {
        LoopScene talk = talking(new LoopScene().withoutLanguageModel(), "What did Tamsin name her boat?");
        assertThat(answer(talk)).satisfies(result -> {
            assertThat(result.answer()).startsWith("I found nothing");
            assertThat(result.citations()).isEmpty();
        });
        assertThat(talk.last(ToolAnswered.class).result().get("final_answer").toString()).as("what later questions see").startsWith("I found nothing");
        assertThat(talk.last(Verified.class).reaction()).isEqualTo("withheld");
        assertThat(answer(talking(new LoopScene().withoutLanguageModel(), "What did Orla name her boat?")).answer()).contains("Heron");
    }

    @Test
    void the_answer_of_a_language_model_is_never_withheld() {
        assertThat(answer(talking(new LoopScene(), "What did Tamsin name her boat?")).answer()).contains("Heron");
    }

    @Test
    void a_sentence_that_passed_in_an_earlier_round_is_cited_from_its_source_though_it_was_not_read_again() {
        var document = scene.state().documents().getFirst();
        Verifier known = (subject, facts) -> subject instanceof Subject.AnswerGiving ? new Verification(List.of(Finding.pass(Dimension.KNOWLEDGE_ACCURACY,
                SupportCheck.NAME, "The tower of Ansel is 41 m high.", "kept", new Place(document.id(), 0, 32)))) : Verification.NOTHING;
        scene.verifying(Policy.RECORD, known).run(new TalkingModel(finish("The tower of Ansel is 41 m high.")));
        assertThat(result().support()).singleElement().matches(SentenceSupport::supported);
        assertThat(result().citations()).singleElement().satisfies(citation -> assertThat(citation.quote()).isEqualTo("The tower of Ansel is 41 m high."));
    }
}
