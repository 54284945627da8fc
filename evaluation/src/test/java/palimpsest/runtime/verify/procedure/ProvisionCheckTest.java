package palimpsest.runtime.verify.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.pack.statute.StatuteImport;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;
import palimpsest.runtime.verify.checks.CheckingVerifier;
import palimpsest.runtime.verify.claim.TextFacts;

/** On a statute that was imported, in Chinese. */
class ProvisionCheckTest {

    @TempDir
    Path folder;
    private PackLibrary library;

    @BeforeEach
    void a_pack_of_one_law() throws IOException {
        Files.createDirectory(folder.resolve("from"));
        Files.writeString(folder.resolve("from/a.md"), "# 中华人民共和国灯塔法\n\n第一条 灯塔属于国家所有。\n\n任何单位和个人不得遮挡灯塔。\n\n第二条 遮挡灯塔的，处一百元以上五百元以下罚款。\n");
        library = new PackLibrary(StatuteImport.run(folder.resolve("from"), folder.resolve("pack"), "lights", null).pack(), Meaning.NONE);
    }

    private List<Finding> failed(String answer) {
        var verifier = new CheckingVerifier(List.of(new ProvisionCheck((tenant, conversation) -> Optional.of(library))), VerificationBudget.Limits.DEFAULT);
        return verifier.verify(new Subject.AnswerGiving(answer, List.of()), TextFacts.of("a.txt", List.of("x"), "怎样处罚？")).findings().stream().filter(Finding::failed).toList();
    }

    @Test
    void an_article_and_a_paragraph_that_exist_and_say_what_is_quoted_pass() {
        assertThat(failed("依照《灯塔法》第二条，“遮挡灯塔的，处一百元以上五百元以下罚款”。")).isEmpty();
        assertThat(failed("《灯塔法》第一条第二款规定：“任何单位和个人不得遮挡灯塔。”")).isEmpty();
        assertThat(failed("灯塔在海边，与法律无关，“这是一句别人说过的话”。")).isEmpty();
    }

    @Test
    void an_invented_article_or_paragraph_is_found() {
        assertThat(failed("依照灯塔法第九条处罚。")).singleElement().satisfies(finding -> assertThat(finding.evidence()).contains("there is no 中华人民共和国灯塔法 9"));
        assertThat(failed("依照灯塔法第一条第三款处罚。")).singleElement().satisfies(finding -> assertThat(finding.evidence()).contains("has 2 paragraphs"));
    }

    @Test
    void a_quote_of_another_article_or_paragraph_is_found_with_its_place() {
        assertThat(failed("《灯塔法》第一条规定：“遮挡灯塔的，处一百元以上五百元以下罚款”。")).singleElement().satisfies(finding -> assertThat(finding.evidence()).endsWith("it stands in 中华人民共和国灯塔法 2"));
        assertThat(failed("《灯塔法》第一条第一款规定：“任何单位和个人不得遮挡灯塔。”")).singleElement().satisfies(finding -> assertThat(finding.evidence()).endsWith("it stands in paragraph 2"));
        assertThat(failed("《灯塔法》第二条规定：“遮挡灯塔的，处二百元以上五百元以下罚款”。")).hasSize(1);
    }
}
