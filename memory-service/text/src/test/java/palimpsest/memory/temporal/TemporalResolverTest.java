package palimpsest.memory.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Said on Wednesday, 24 May 2023. */
class TemporalResolverTest {

    private static final LocalDate WEDNESDAY = LocalDate.of(2023, 5, 24);

    private final TemporalResolver resolver = new TemporalResolver();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I saw her yesterday.                       | yesterday                | 2023-05-23 | 2023-05-24
            We met last night!                         | last night               | 2023-05-23 | 2023-05-24
            The day before yesterday it rained         | The day before yesterday | 2023-05-22 | 2023-05-23
            See you tomorrow                           | tomorrow                 | 2023-05-25 | 2023-05-26
            I ran a race last Friday                   | last Friday              | 2023-05-19 | 2023-05-20
            It was on Saturday.                        | on Saturday              | 2023-05-20 | 2023-05-21
            last Wednesday I slept                     | last Wednesday           | 2023-05-17 | 2023-05-18
            next Friday we leave                       | next Friday              | 2023-05-26 | 2023-05-27
            two weeks ago I moved                      | two weeks ago            | 2023-05-08 | 2023-05-15
            3 days ago I moved                         | 3 days ago               | 2023-05-21 | 2023-05-22
            a couple of months ago                     | a couple of months ago   | 2023-03-01 | 2023-04-01
            It is ten years ago                        | ten years ago            | 2013-01-01 | 2014-01-01
            last week was hard                         | last week                | 2023-05-15 | 2023-05-22
            last weekend we swam                       | last weekend             | 2023-05-20 | 2023-05-22
            this past weekend we swam                  | this past weekend        | 2023-05-20 | 2023-05-22
            this weekend we swim                       | this weekend             | 2023-05-27 | 2023-05-29
            next month I start                         | next month               | 2023-06-01 | 2023-07-01
            last year                                  | last year                | 2022-01-01 | 2023-01-01
            in 2019 I lived there                      | in 2019                  | 2019-01-01 | 2020-01-01
            since 2016                                 | since 2016               | 2016-01-01 | 2017-01-01
            on 7 May 2023                              | 7 May 2023               | 2023-05-07 | 2023-05-08
            on May 7th, 2023                           | May 7th, 2023            | 2023-05-07 | 2023-05-08
            on the 28th of December                    | 28th of December         | 2022-12-28 | 2022-12-29
            2023-02-01 it is                           | 2023-02-01               | 2023-02-01 | 2023-02-02
            in August 2022                             | August 2022              | 2022-08-01 | 2022-09-01
            in January I quit                          | in January               | 2023-01-01 | 2023-02-01
            last July                                  | last July                | 2022-07-01 | 2022-08-01
            last summer                                | last summer              | 2022-06-01 | 2022-09-01
            next winter                                | next winter              | 2023-12-01 | 2024-03-01
            """)
    void an_expression_means_days(String text, String expression, LocalDate from, LocalDate to) {
        List<SpokenTime> found = resolver.resolve(text, WEDNESDAY);
        assertThat(found).singleElement().satisfies(time -> {
            assertThat(time.text()).isEqualTo(expression);
            assertThat(time.from()).isEqualTo(from);
            assertThat(time.to()).isEqualTo(to);
            assertThat(text.substring(time.start(), time.end())).isEqualTo(expression);
        });
    }

    @ParameterizedTest
    @CsvSource({"Recently I moved.", "May I come in?", "I march on.", "The 31 June is no day.", "It cost 2019 euros.", "It was in 9999.", "a second ago", "Sunday best"})
    void what_names_no_day_is_left_alone(String text) {
        assertThat(resolver.resolve(text, WEDNESDAY)).isEmpty();
    }

    @Test
    void several_are_found_in_order_and_counted_in_code_points() {
        String text = "😀 Yesterday I ran, and two weeks ago I swam on May 7.";
        assertThat(resolver.resolve(text, WEDNESDAY)).extracting(SpokenTime::text).containsExactly("Yesterday", "two weeks ago", "May 7");
        assertThat(resolver.resolve(text, WEDNESDAY).getFirst().start()).isEqualTo(2);
    }

    @Property(tries = 300)
    void any_text_gives_expressions_that_stand_in_it_and_do_not_overlap(@ForAll String text) {
        int end = 0;
        for (SpokenTime time : resolver.resolve(text + " yesterday 5 May and last week", WEDNESDAY)) {
            assertThat(time.start()).isGreaterThanOrEqualTo(end);
            assertThat(time.from()).isBefore(time.to());
            end = time.end();
        }
    }
}
