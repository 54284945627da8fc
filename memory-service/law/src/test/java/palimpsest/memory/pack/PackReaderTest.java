package palimpsest.memory.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a pack is said with its place and with what to write instead. */
class PackReaderTest {

    private static final String HEAD = "pack: {name: mini, title: Mini}\n";
    private static final String LAW = "laws:\n  - name: Moss Act\n    articles:\n      - {number: 1, title: Moss, text: Moss is soft.}\n";

    @TempDir
    private Path directory;

    private List<String> problems(String yaml) throws IOException {
        Files.writeString(directory.resolve("pack.yaml"), HEAD);
        Files.writeString(directory.resolve("more.yaml"), yaml);
        PackException e = catchThrowableOfType(PackException.class, () -> PackReader.read(directory));
        assertThat(e).as("a pack that can't be used").isNotNull();
        assertThat(e).hasMessageContaining(directory.toString());
        return e.problems();
    }

    private static String procedure(String stages) {
        return "procedures:\n  - court_type: moss court\n    stages:\n" + stages.indent(6);
    }

    @Test
    void a_pack_needs_its_head() {
        assertThat(catchThrowableOfType(PackException.class, () -> PackReader.read(directory)).problems())
                .singleElement().asString().contains("pack.yaml", "pack: {name: …, title: …}");
        assertThat(catchThrowableOfType(PackException.class, () -> PackReader.read(directory.resolve("none"))).problems())
                .singleElement().asString().contains("no such directory");
    }

    @Test
    void a_directory_without_faults_is_read_whole() throws IOException {
        Files.writeString(directory.resolve("pack.yaml"), HEAD);
        Files.writeString(directory.resolve("a.yaml"), LAW);
        Files.writeString(directory.resolve("b.yml"), "charges: [{name: treading, expansions: [stepping]}]\nconsistency: [{charge: Treading, articles: Moss Act 1}]\n");
        Pack pack = PackReader.read(directory);
        assertThat(pack.articles()).singleElement().satisfies(article -> assertThat(article.id()).hasToString("Moss Act 1"));
        assertThat(pack.charge("TREADING").orElseThrow().articles()).isEqualTo(List.of(pack.articles().getFirst().id()));
    }

    @Test
    void an_unknown_key_is_told_with_the_known_ones() throws IOException {
        assertThat(problems("laws:\n  - name: Moss Act\n    artcles: []\n    articles:\n      - {number: 1, title: Moss, text: Soft.}\n"))
                .containsExactly("more.yaml:3 (laws[0].artcles): the key \"artcles\" means nothing here. Known here: name, aliases, articles, from, to.");
        assertThat(problems("lows: []\n")).singleElement().asString().contains("more.yaml:1 (lows)", "laws", "procedures");
    }

    @Test
    void everything_that_is_wrong_is_told_at_once() throws IOException {
        assertThat(problems("laws:\n  - name: Moss Act\n    articles:\n      - {number: one, text: Soft.}\n      - {number: 2, title: Two, text: [a, b]}\n"))
                .anySatisfy(problem -> assertThat(problem).contains("more.yaml:4 (laws[0].articles[0].number)", "such as 12"))
                .anySatisfy(problem -> assertThat(problem).contains("more.yaml:4 (laws[0].articles[0])", "\"title\" is missing"))
                .anySatisfy(problem -> assertThat(problem).contains("more.yaml:5 (laws[0].articles[1].text)", "must be a text, and is a list"))
                .hasSize(3);
    }

    @Test
    void names_that_stand_twice_are_told_with_both_places() throws IOException {
        assertThat(problems(LAW + "  - name: moss act\n    articles:\n      - {number: 1, title: Moss, text: Soft.}\n"))
                .singleElement().asString().contains("more.yaml:5 (laws[1].name)", "more.yaml:2 (laws[0].name)");
        assertThat(problems("laws: []\nlaws: []\n")).singleElement().asString().contains("second time");
    }

    @Test
    void references_to_nothing_are_told_with_what_there_is() throws IOException {
        assertThat(problems(LAW + "consistency:\n  - {charge: treading, articles: [Moss Act 2, Fern Act 1]}\n"))
                .anySatisfy(problem -> assertThat(problem).contains("Moss Act has no article 2. It has 1."))
                .anySatisfy(problem -> assertThat(problem).contains("no law \"Fern Act\""))
                .anySatisfy(problem -> assertThat(problem).contains("no charge \"treading\""));
    }

    @Test
    void an_unknown_stage_is_told() throws IOException {
        assertThat(problems(procedure("- id: opening\n  acts: [{id: open}]\n- id: end\n  after: [openning]\n  acts: [{id: close}]\n")))
                .singleElement().asString().contains("more.yaml:6 (procedures[0].stages[1].id)", "no stage \"openning\"", "opening, end");
    }

    @Test
    void stages_that_wait_for_each_other_are_told() throws IOException {
        assertThat(problems(procedure("- {id: a, after: [c], acts: [{id: x}]}\n- {id: b, acts: [{id: y}]}\n- {id: c, acts: [{id: z}]}\n")))
                .singleElement().asString().contains("a after c after b after a");
        assertThat(problems(procedure("- id: a\n  acts: [{id: x, after: [y]}, {id: y, after: [x]}]\n"))).singleElement().asString().contains("x after y after x");
    }

    @Test
    void an_act_that_no_way_leads_to_is_told() throws IOException {
        assertThat(problems(procedure("- {id: a, acts: [{id: x, after: [y]}]}\n- {id: b, acts: [{id: y}]}\n")))
                .anySatisfy(problem -> assertThat(problem).contains("procedures[0].stages[0].acts[0].id", "no way leads to this act", "x"))
                .anySatisfy(problem -> assertThat(problem).contains("procedures[0].stages[1].acts[0].id", "\"a\" is not complete"));
    }

    @Test
    void a_required_act_must_not_wait_for_one_that_is_not() throws IOException {
        assertThat(problems(procedure("- {id: a, acts: [{id: x, required: false}, {id: y, after: [x]}]}\n")))
                .singleElement().asString().contains("acts[1].id", "waits for \"x\"");
    }

    @Test
    void a_forbidden_move_and_a_choice_say_what_they_mean() throws IOException {
        assertThat(problems(procedure("- {id: a, acts: [{id: x}], forbidden: [{why: so}]}\n"))).singleElement().asString().contains("either \"says\" or \"tool\"");
        assertThat(problems("templates:\n  - {type: note, fields: [{label: Answer, kind: choice}, {label: Sum, kind: nomber}]}\n"))
                .anySatisfy(problem -> assertThat(problem).contains("one_of"))
                .anySatisfy(problem -> assertThat(problem).contains("text, number, date, article, choice"));
    }

    @Test
    void text_that_is_no_yaml_is_told_with_its_line() throws IOException {
        assertThat(problems("laws:\n  - name: Moss: Act: x\n")).singleElement().asString().startsWith("more.yaml:2: is no YAML");
    }

    @Test
    void nothing_but_data_comes_out_of_yaml() throws IOException {
        assertThat(problems("laws: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]\n")).isNotEmpty();
        assertThat(problems("laws: &a [*a]\n")).as("aliases can't multiply").isNotEmpty();
        assertThat(problems("x: " + "[".repeat(100) + "]".repeat(100) + "\n")).as("too deep").isNotEmpty();
    }
}
