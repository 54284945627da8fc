package palimpsest.runtime.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerMarkupTest {

    @Test
    void headings_code_and_the_names_of_columns_claim_nothing() {
        assertThat(AnswerSupport.claims("""
                # Tolls of the north gate

                The toll was raised in 1702.

                ```python
                toll = 12
                ```

                | gate | toll |
                |---|---|
                | north | 12 crowns |

                Older sources
                -------------

                ~~~
                never closed = True
                """)).containsExactly("The toll was raised in 1702.", "| north | 12 crowns |");
    }

    @Test
    void a_sentence_is_a_claim_as_a_heading_too() {
        assertThat(AnswerSupport.claims("## The toll was raised in 1702.")).hasSize(1);
    }

    @Test
    void prose_and_lists_are_claims() {
        assertThat(AnswerSupport.claims("- The keeper left.\n- The lamp #2 was out.\n\nUse `toll` there.")).hasSize(3);
    }

    @Test
    void the_number_of_a_list_item_claims_nothing_and_a_number_alone_may_be_the_answer() {
        assertThat(AnswerSupport.claims("Do this:\n\n1. Wait for the tide.\n2. Keep left of the buoys.\n   a. Slowly, at two knots.\n> 10. The harbor master comes aboard.\n"))
                .containsExactly("Wait for the tide.", "Keep left of the buoys.", "a. Slowly, at two knots.", "The harbor master comes aboard.");
        assertThat(AnswerSupport.claims("5.")).containsExactly("5.");
        assertThat(AnswerSupport.claims("The depth is:\n\n5.")).containsExactly("5.");
    }
}
