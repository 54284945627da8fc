package palimpsest.memory.pack.statute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.law.Article;
import palimpsest.memory.pack.law.ArticleId;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.statute.StatuteImport.Imported;

class StatuteImportTest {

    @TempDir
    Path folder;

    private Imported imported(Map<String, String> files) throws IOException {
        for (var file : files.entrySet()) {
            Files.writeString(Files.createDirectories(folder.resolve("from")).resolve(file.getKey()), file.getValue());
        }
        return StatuteImport.run(folder.resolve("from"), folder.resolve("pack"), "made", null);
    }

    private static Article article(Imported imported, int law, String number) {
        return imported.pack().laws().get(law).article(number).orElseThrow();
    }

    private static final String LANTERNS = """
            # 中华人民共和国灯塔法

            2020年5月1日 通过
            <!-- INFO
            END -->
            ## 第一章 总　则

            第一条 为了保护灯塔，制定本法。

            第二条 灯塔属于国家所有。

            任何单位不得侵占灯塔：

            （一）不得拆除；

            （二）不得遮挡。

            违反前款规定的，依照本法第十条之一和第十二条处罚。

            ## 第二章 罚则
            **第十条** 【罚款】遮挡灯塔的，处一百元罚款。
            第十条之一 拆除灯塔的，从重处罚，适用《海港法》第三条第二款。
            第十条的规定不适用于检修。

            第十一 条守灯人玩忽职守的，予以开除。

            第十二条 （删去）

            第十三条 本法自2021年3月1日起施行。

            ## 附件一
            列于本法附件的目录，见第九十九条。
            """;

    @Test
    void a_chinese_statute_in_markdown_keeps_its_paragraphs_items_references_and_date() throws IOException {
        Imported imported = imported(Map.of("a.md", LANTERNS, "b.txt", "海港法\n第三条 港口开放。\n封港应当公告。\n"));
        Law law = imported.pack().laws().getFirst();
        assertThat(law.articles()).extracting(article -> article.id().number()).containsExactly("1", "2", "10", "10-1", "11", "12", "13");
        assertThat(law.names()).containsExactly("中华人民共和国灯塔法", "灯塔法");
        assertThat(law.from()).isEqualTo(LocalDate.of(2021, 3, 1));
        assertThat(article(imported, 0, "2").paragraphs()).containsExactly("灯塔属于国家所有。", "任何单位不得侵占灯塔：\n（一）不得拆除；\n（二）不得遮挡。", "违反前款规定的，依照本法第十条之一和第十二条处罚。");
        assertThat(article(imported, 0, "2").see()).extracting(ArticleId::number).containsExactly("10-1", "12");
        assertThat(article(imported, 0, "10").title()).isEqualTo("罚款");
        assertThat(article(imported, 0, "1").title()).isEqualTo("第一章 总 则");
        assertThat(article(imported, 0, "10-1").see()).containsExactly(new ArticleId("海港法", "3"), new ArticleId("中华人民共和国灯塔法", "10"));
        assertThat(article(imported, 0, "10-1").text()).contains("第十条的规定不适用于检修。");
        assertThat(article(imported, 0, "12").deleted()).isTrue();
        assertThat(article(imported, 1, "3").paragraphs()).hasSize(2);
        assertThat(imported.problems()).isEmpty();
        assertThat(imported.paragraphs()).isEqualTo(12);
    }

    @Test
    void english_statutes_begin_articles_as_headings_or_lines_and_a_sentence_about_a_section_is_none() throws IOException {
        Imported imported = imported(Map.of("act.md", """
                ---
                name: Harbour Act
                aliases: [HA, Port Act]
                valid_from: 2001-07-01
                valid_to: 2019-12-31
                ---
                ## Part I General
                ### Article 1 - Keepers
                (1) A keeper is appointed by the council.
                (2) Nobody may keep two lights, save under
                Section 2a of this Act.

                **Section 2a.** The council may allow it. See also Article 7 and Article 9 of the Sea Code.
                Section 1 applies to boats as well.

                § 3 Repeal
                Repealed.
                """));
        Law law = imported.pack().laws().getFirst();
        assertThat(law.names()).containsExactly("Harbour Act", "HA", "Port Act");
        assertThat(law.inForce(LocalDate.of(2019, 12, 31))).isTrue();
        assertThat(law.inForce(LocalDate.of(2020, 1, 1))).isFalse();
        assertThat(law.articles()).extracting(article -> article.id().number()).containsExactly("1", "2a", "3");
        assertThat(article(imported, 0, "1").title()).isEqualTo("Keepers");
        assertThat(article(imported, 0, "1").paragraphs()).containsExactly("(1) A keeper is appointed by the council.", "(2) Nobody may keep two lights, save under Section 2a of this Act.");
        assertThat(article(imported, 0, "1").see()).extracting(ArticleId::number).containsExactly("2a");
        assertThat(article(imported, 0, "3").deleted()).isTrue();
        assertThat(imported.problems()).containsExactly("act.md:13: refers to Harbour Act 7, which is not in these files.");
    }

    @Test
    void akoma_ntoso_gives_articles_with_headings_and_paragraphs_and_an_entity_is_refused() throws IOException {
        Imported imported = imported(Map.of("act.xml", """
                <akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act">
                  <meta><identification source="#x"><FRBRWork><FRBRalias value="Lamp Act"/></FRBRWork></identification>
                    <lifecycle source="#x"><eventRef date="2010-02-03" type="generation" source="#x"/></lifecycle></meta>
                  <preface><p><docTitle>Act on Lamps</docTitle></p></preface>
                  <body><chapter eId="chp_1"><heading>Oil</heading>
                    <article eId="art_1"><num>Article 1</num>
                      <paragraph><num>(1)</num><content><p>Oil is measured at dawn.</p></content></paragraph>
                      <paragraph><num>(2)</num><content><p>Article 2 applies.</p></content></paragraph></article>
                    <article eId="art_2"><num>Article 2</num><heading>Wicks</heading><content><p>Wicks are cut.</p><p>Ends are kept.</p></content></article>
                  </chapter></body></act></akomaNtoso>
                """, "evil.xml", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<a>&x;</a>"));
        assertThat(imported.pack().laws()).singleElement().satisfies(law -> {
            assertThat(law.names()).containsExactly("Act on Lamps", "Lamp Act");
            assertThat(law.from()).isEqualTo(LocalDate.of(2010, 2, 3));
        });
        assertThat(article(imported, 0, "1").title()).isEqualTo("Oil");
        assertThat(article(imported, 0, "1").paragraphs()).containsExactly("(1) Oil is measured at dawn.", "(2) Article 2 applies.");
        assertThat(article(imported, 0, "1").see()).extracting(ArticleId::number).containsExactly("2");
        assertThat(article(imported, 0, "2").paragraphs()).containsExactly("Wicks are cut.", "Ends are kept.");
        assertThat(imported.problems()).singleElement().asString().startsWith("evil.xml:1: is no XML that can be read");
    }

    @Test
    void what_is_left_out_is_told_with_its_line_and_nothing_to_import_is_an_error() throws IOException {
        Imported imported = imported(Map.of("a.md", "# Code\nArticle 1\nOne.\nArticle 1\nOnce more.\nArticle 2\n", "empty.md", "# Nothing\nJust words."));
        assertThat(imported.problems()).containsExactly("a.md:4: article 1 is there already. The second one is left out.", "a.md:6: article 2 has no text. It is left out.",
                "empty.md:1: no article was found. An article begins with \"Article 1\", \"Section 1\", \"§ 1\" or 第一条 at the beginning of a line.");
        assertThat(article(imported, 0, "1").text()).isEqualTo("One.");
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        assertThatThrownBy(() -> StatuteImport.run(nothing, folder.resolve("pack2"), "x", null)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no statute was found");
    }

    @Test
    void a_text_in_gb18030_is_read() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        Files.write(from.resolve("a.txt"), "灯塔法\n第一条 灯塔属于国家。\n".getBytes(Charset.forName("GB18030")));
        assertThat(StatuteImport.run(from, folder.resolve("pack"), "made", null).pack().articles()).singleElement().satisfies(article -> assertThat(article.text()).isEqualTo("灯塔属于国家。"));
    }

    /** Real statutes, where they are at hand; none of them is in the repository. */
    @Test
    void real_chinese_statutes_import_whole() throws IOException {
        Path shared = Path.of("../../shared/data/laws-zh").toAbsolutePath().normalize();
        Path other = Path.of("../shared/data/laws-zh").toAbsolutePath().normalize();
        Path from = Files.isDirectory(shared) ? shared : other;
        Assumptions.assumeTrue(Files.isDirectory(from), "no statutes at " + shared);
        Imported imported = StatuteImport.run(from, folder.resolve("zh"), "zh", null);
        assertThat(imported.pack().laws().stream().collect(Collectors.toMap(Law::name, law -> law.articles().size()))).containsExactlyInAnyOrderEntriesOf(Map.of(
                "中华人民共和国刑法", 505, "中华人民共和国刑事诉讼法", 308, "中华人民共和国民事诉讼法", 306, "中华人民共和国民法典", 526 + 79));
        assertThat(imported.problems()).as("books of the civil code that are not there").allMatch(problem -> problem.contains("which is not in these files")).hasSize(5);
        var library = new PackLibrary(imported.pack(), Meaning.NONE);
        assertThat(library.articles().rank("入户盗窃、携带凶器盗窃怎样处罚？", 3)).extracting(found -> found.item().id().number()).contains("264");
        assertThat(library.provisions().mentions("依照《刑法》第二百六十四条第一款")).singleElement().satisfies(mention -> {
            assertThat(mention.article()).isEqualTo(new ArticleId("中华人民共和国刑法", "264"));
            assertThat(mention.paragraph()).isEqualTo(1);
        });
        assertThat(library.provisions().mentions("刑法第九百九十九条").getFirst().exists()).isFalse();
        assertThat(library.provisions().article(new ArticleId("民法典", "1079")).orElseThrow().paragraphs()).hasSizeGreaterThan(2);
    }
}
