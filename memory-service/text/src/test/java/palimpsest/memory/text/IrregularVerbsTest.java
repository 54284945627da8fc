package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IrregularVerbsTest {

    private final IrregularVerbs verbs = IrregularVerbs.shared();

    @Test
    void the_forms_of_a_verb_are_known_by_each_of_them() {
        assertThat(IrregularVerbs.shared().forms("Lost")).containsExactlyInAnyOrder("lose", "lost");
        assertThat(IrregularVerbs.shared().forms("table")).isEmpty();
    }

    @Test
    void forms_of_one_verb_are_the_same() {
        assertThat(verbs.same("sell", "sold")).isTrue();
        assertThat(verbs.same("Wrote", "written")).isTrue();
        assertThat(verbs.same("sells", "sold")).isTrue();
        assertThat(verbs.same("flies", "flew")).isTrue();
        assertThat(verbs.same("teaches", "taught")).isTrue();
        assertThat(verbs.same("lie", "lies")).isTrue();
        assertThat(verbs.same("rang", "rings")).as("what is usual tells nothing of what was").isFalse();
        assertThat(verbs.same("lies", "lie")).as("a stem may tell them apart").isTrue();
        assertThat(verbs.same("sell", "send")).isFalse();
        assertThat(verbs.same("harbour", "harbour")).as("no verb of the list").isFalse();
    }

    @Test
    void a_form_of_two_verbs_is_the_same_as_each() {
        assertThat(verbs.same("lay", "lie")).isTrue();
        assertThat(verbs.same("laid", "lay")).isTrue();
        assertThat(verbs.same("laid", "lie")).isFalse();
    }

    @Test
    void a_regular_verb_that_is_spelled_like_a_form_is_another_one() {
        assertThat(verbs.different("founded", "found")).isTrue();
        assertThat(verbs.different("found", "founder")).isTrue();
        assertThat(verbs.different("build", "builder")).as("the verb itself").isFalse();
        assertThat(verbs.different("rose", "roses")).as("a noun may be meant").isFalse();
    }
}
