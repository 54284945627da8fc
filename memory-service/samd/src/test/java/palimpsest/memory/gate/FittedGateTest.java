package palimpsest.memory.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittedGateTest extends MemoryGateContract {

    @Override
    MemoryGate gate() {
        return new FittedGate(GateProfile.shipped());
    }

    private Dialogue after(String... said) {
        var dialogue = new Dialogue();
        for (int i = 0; i < said.length; i++) {
            dialogue.add(new Turn(i % 2 == 0 ? "Ann" : "Ben", MONDAY, said[i]));
        }
        return dialogue;
    }

    private MemoryGate.Verdict verdict(Dialogue before, String text) {
        return gate().judge(new Interaction(new Turn("Ben", MONDAY, text), null, before));
    }

    @Test
    void news_is_kept_and_a_pleasantry_is_not() {
        Dialogue before = after("Hi Ben, how are you?", "Great, thanks! And you?", "Great too, thanks so much for asking!", "Wow, that's good to hear!",
                "Thanks, Ben!", "Sure, take care of yourself!", "Thanks so much, you too!", "Wow, what a great day!");
        assertThat(verdict(before, "Last Friday I adopted a puppy called Rex from the shelter in Hamburg, my kids love him.").keep()).isTrue();
        assertThat(verdict(before, "Wow, that's great! Thanks so much!").keep()).isFalse();
    }

    @Test
    void what_corrects_the_speakers_last_words_is_kept_and_an_answer_in_the_same_words_is_not() {
        assertThat(verdict(after("Hello!", "My locker code is 4217."), "No, it's 4412.").reason()).isEqualTo("It corrects what was said before.");
        assertThat(verdict(after("Hello!", "My locker code is 4217.", "Noted! Anything else I can help with?"), "No, it's 4412.").keep()).isTrue();
        assertThat(verdict(after("Hello!", "What is my locker code?", "You told me 4217."), "No, it's 4412.").keep()).isTrue();
        assertThat(verdict(after("Hello!", "My son is 5.", "Is your daughter 5, too?"), "No, it's 7.").reason()).doesNotContain("corrects");
    }

    @Test
    void what_was_said_before_is_worth_less() {
        String news = "I started a pottery class in Oldtown with my sister.";
        assertThat(verdict(after("Hi Ben!"), news).score()).isGreaterThan(verdict(after("Hi Ben!", news, "Nice!"), news).score());
    }

    @Test
    void the_reason_names_what_spoke_for_it() {
        assertThat(verdict(after("Anything new?"), "Last Friday I adopted a puppy called Rex from the shelter in Hamburg.").reason())
                .containsPattern("\\d\\.\\d\\d reaches \\d\\.\\d\\d: [a-z]");
    }

    @Test
    void a_higher_threshold_keeps_less() {
        Interaction news = new Interaction(new Turn("Ben", MONDAY, "Last Friday I adopted a puppy called Rex."), null, after("Hi Ben!"));
        double score = gate().judge(news).score();
        assertThat(new FittedGate(GateProfile.shipped(), score - 0.01).judge(news).keep()).isTrue();
        assertThat(new FittedGate(GateProfile.shipped(), score + 0.01).judge(news).keep()).isFalse();
    }

    @Test
    void the_shipped_profile_says_what_it_was_fitted_on() {
        GateProfile profile = GateProfile.shipped();
        assertThat(profile.fittedOn()).contains("eval gate --fit", "leaving one conversation out");
        assertThat(profile.licence()).startsWith("nobody's data");
        assertThat(GateProfile.named("locomo").licence()).contains("CC BY-NC");
        assertThat(profile.withEmbedding().weights().keySet()).containsAll(List.of(Feature.values()).stream().map(Feature::name).toList());
    }

    @Test
    void what_the_application_needs_moves_the_gate_and_is_named() {
        Interaction aside = new Interaction(new Turn("Ben", MONDAY, "Walnuts again, sigh."), null, after("Great, thanks!", "Wow, that's great!", "Thanks, Ben!"));
        MemoryGate.Verdict before = gate().judge(aside);
        var wanting = new FittedGate(GateProfile.shipped(), null, new MemoryNeeds(List.of("Allergies, such as to a walnut or to peanuts")));
        var refusing = new FittedGate(GateProfile.shipped(), null, new MemoryNeeds(List.of("not: walnuts")));
        assertThat(wanting.judge(aside).score()).isGreaterThan(before.score() + 0.05);
        assertThat(wanting.judge(aside).reason()).contains("wanted: walnut");
        assertThat(refusing.judge(aside).score()).isLessThan(before.score());
        Interaction other = new Interaction(new Turn("Ben", MONDAY, "Rain again, sigh."), null, after("Great, thanks!"));
        assertThat(wanting.judge(other)).isEqualTo(gate().judge(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hey!", "ok", "Perfect, thanks a lot for all of that, I really appreciate it!", "That's not what I meant.", "Alles klar, danke!", "D'accord, merci beaucoup !", "¡Vale, gracias!", "好的，谢谢", "Hi Ann! How are you?"})
    void politeness_is_dropped_at_once_in_any_language(String text) {
        MemoryGate.Verdict verdict = verdict(after("My pump runs on port 7001."), text);
        assertThat(verdict.outcome()).isEqualTo(MemoryGate.Outcome.DROP);
        assertThat(verdict.reason()).containsAnyOf("says nothing of its own", "only asks");
        assertThat(verdict(new Dialogue(), text).outcome()).as("as the first turn").isEqualTo(MemoryGate.Outcome.DROP);
    }

    @Test
    void a_script_without_spaces_is_measured_by_its_characters() {
        Dialogue before = after("好的", "下雨了");
        for (String fact : List.of("我对虾过敏，出门都带着药。", "我妹妹在成都开了一家面馆。")) {
            for (String talk : List.of("今天真热啊", "太有趣了吧")) {
                assertThat(verdict(before, fact).score()).as(fact).isGreaterThan(1.5 * verdict(before, talk).score());
            }
        }
    }

    @Test
    void yes_is_judged_by_the_rest_where_it_answers_a_question() {
        assertThat(verdict(after("Are you allergic to nuts?"), "Yes, definitely.").reason()).doesNotContain("says nothing");
        assertThat(verdict(after("How are you?"), "Great, thanks!").reason()).contains("says nothing");
    }

    @Test
    void what_only_asks_is_dropped_whatever_else_speaks_for_it() {
        Dialogue before = after("Great, thanks!", "Wow, that's great!");
        String asks = "In which year did Professor Adebayo of Hamburg first describe the silver heron of Lake Orta?";
        assertThat(verdict(before, asks).outcome()).isEqualTo(MemoryGate.Outcome.DROP);
        assertThat(verdict(before, asks).reason()).contains("only asks");
        assertThat(verdict(before, asks + " My father Adebayo saw one there in 1984.").keep()).isTrue();
        assertThat(gate().judge(new Interaction(new Turn("Ben", MONDAY, "Isn't she cute?", "a photo of a beagle called Rex at Lake Orta"), null, before)).reason()).doesNotContain("only asks");
        var wanting = new FittedGate(GateProfile.shipped(), null, new MemoryNeeds(List.of("questions about the heron")));
        assertThat(wanting.judge(new Interaction(new Turn("Ben", MONDAY, asks), null, before)).reason()).as("the application wants it").doesNotContain("only asks");
    }
}
