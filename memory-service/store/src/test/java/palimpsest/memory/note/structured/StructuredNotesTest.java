package palimpsest.memory.note.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StructuredNotesTest {

    private static final RowSchema PRICES = RowSchema.of(json("""
            {"item": "string", "price": "number"}"""));

    static JsonNode json(String text) {
        return StructuredNotes.JSON.readTree(text);
    }

    private static void refused(ThrowingCallable change, String... sayings) {
        assertThatExceptionOfType(StructureException.class).isThrownBy(change).satisfies(e -> assertThat(e.getMessage()).contains(sayings));
    }

    // --- schema

    @Test
    void a_row_that_breaks_the_schema_is_refused_with_its_field_and_what_is_expected() {
        refused(() -> Table.empty(PRICES).append(json("{\"item\": \"tea\", \"price\": true}")), "price", "number expected");
        refused(() -> Table.empty(PRICES).append(json("{\"item\": \"tea\", \"cost\": 3}")), "cost");
        refused(() -> Table.empty(PRICES).append(json("[1]")), "row must be a JSON object");
        RowSchema whole = RowSchema.of(json("{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\",\"minimum\":1}}}"));
        refused(() -> Table.empty(whole).append(json("{}")), "id");
        refused(() -> Table.empty(whole).append(json("{\"id\": 0}")), "id", "1");
    }

    @Test
    void a_schema_that_is_none_is_refused_when_it_is_given() {
        refused(() -> RowSchema.of(json("{\"price\": \"money\"}")), "price", "number");
        refused(() -> RowSchema.of(json("[\"price\"]")), "schema");
        refused(() -> RowSchema.of(json("{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$ref\": \"http://127.0.0.1:1/x\"}")), "schema");
    }

    @Test
    void numbers_written_as_text_keep_every_digit() {
        Table table = Table.empty(PRICES).append(json("{\"item\": \"a\", \"price\": \"0.10\"}"))
                .append(json("{\"item\": \"b\", \"price\": 12345678901234567890.05}"));
        assertThat(table.rows().sum("price")).isEqualTo(new BigDecimal("12345678901234567890.15"));
        assertThat(table.content()).contains("\"price\":0.10", "12345678901234567890.05");
    }

    // --- table

    @Test
    void a_table_is_selected_summed_counted_and_grouped() {
        Table table = Table.empty(PRICES);
        for (String row : List.of("{\"item\":\"tea\",\"price\":2.10}", "{\"item\":\"fig\",\"price\":3}", "{\"item\":\"tea\",\"price\":0.20}")) {
            table = table.append(json(row));
        }
        Rows rows = table.rows();
        assertThat(rows.where(json("{\"item\":\"tea\"}")).sum("price")).isEqualTo("2.30");
        assertThat(rows.where(json("{\"price\":{\"gte\":2.1,\"lt\":3}}")).byNumber()).containsOnlyKeys(1);
        assertThat(rows.where(json("{\"item\":{\"in\":[\"fig\",\"nut\"]}}")).count()).isEqualTo(1);
        assertThat(rows.groupedBy("item")).containsOnlyKeys("tea", "fig");
        assertThat(rows.min("price")).isEqualTo("0.20");
        assertThat(rows.max("price")).isEqualTo("3");
        assertThat(rows.average("price").multiply(new BigDecimal(3)).subtract(new BigDecimal("5.30")).abs()).isLessThan(new BigDecimal("1e-30"));
        refused(() -> rows.sum("item"), "item", "not a number");
        refused(() -> rows.where(json("{\"price\":{\"above\":2}}")), "above", "gte");
    }

    @Test
    void a_removed_row_number_is_not_given_again() {
        Table table = Table.empty(PRICES).append(json("{\"item\":\"a\"}")).append(json("{\"item\":\"b\"}")).remove(2);
        Table back = (Table) StructuredNotes.parse(table.content()).orElseThrow();
        assertThat(back.append(json("{\"item\":\"c\"}")).rows().byNumber()).containsOnlyKeys(1, 3);
        refused(() -> back.set(2, "price", json("1")), "no row 2");
    }

    // --- ledger

    @Property(tries = 200)
    void the_balance_of_a_ledger_is_the_fold_of_its_amounts(@ForAll("amounts") List<BigDecimal> amounts) {
        Ledger ledger = Ledger.empty(RowSchema.of(null));
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal amount : amounts) {
            ledger = ledger.append(StructuredNotes.tree(Map.of("amount", amount.toPlainString(), "what", "x")));
            sum = sum.add(amount);
            assertThat(ledger.balance()).isEqualTo(sum);
        }
        Ledger read = (Ledger) StructuredNotes.parse(ledger.content()).orElseThrow();
        assertThat(read.balance()).isEqualTo(sum);
        assertThat(read.content()).isEqualTo(ledger.content());
        assertThat(amounts.isEmpty() ? BigDecimal.ZERO : read.rows().sum("amount")).isEqualByComparingTo(sum);
        assertThat(read.balanceAfter(amounts.size() / 2)).isEqualTo(amounts.subList(0, amounts.size() / 2).stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    @Provide
    Arbitrary<List<BigDecimal>> amounts() {
        return Arbitraries.bigDecimals().between(new BigDecimal("-1000000"), new BigDecimal("1000000")).ofScale(2).list().ofMaxSize(30);
    }

    @Test
    void an_entry_is_taken_back_by_another_and_never_twice() {
        Ledger ledger = Ledger.empty(RowSchema.of(json("{\"amount\":\"number\",\"who\":\"string\"}"))).append(json("{\"amount\":5.5,\"who\":\"ann\"}")).reverse(1);
        assertThat(ledger.balance()).isEqualByComparingTo("0");
        assertThat(ledger.entries()).hasSize(2);
        assertThat(StructuredNotes.parse(ledger.content()).orElseThrow().content()).isEqualTo(ledger.content());
        refused(() -> ledger.reverse(1), "reversed already");
        refused(() -> ledger.reverse(9), "no entry 9");
        refused(() -> ledger.append(json("{\"who\":\"ben\"}")), "amount", "number");
        refused(() -> ledger.append(json("{\"amount\":\"1e999999999\",\"who\":\"ben\"}")), "amount");
    }

    // --- tree

    @Test
    void a_tree_gives_children_paths_and_subtrees() {
        Tree tree = Tree.empty(RowSchema.of(null)).add("a", null, null).add("b", "a", json("{\"born\": 1902}")).add("c", "b", null).add("d", null, null);
        assertThat(tree.path("c")).containsExactly("a", "b", "c");
        assertThat(tree.children(null)).containsExactly("a", "d");
        assertThat(tree.subtree("a")).containsExactly("a", "b", "c");
        assertThat(tree.move("b", "d").path("c")).containsExactly("d", "b", "c");
        refused(() -> tree.move("a", "c"), "below it");
        refused(() -> tree.add("e", "x", null), "no node 'x'");
        refused(() -> tree.remove("a"), "has children: b");
        refused(() -> tree.add("a", null, null), "already");
    }

    @Property(tries = 200)
    void no_sequence_of_moves_makes_a_cycle_or_loses_a_node(@ForAll("moves") List<int[]> moves) {
        Tree tree = Tree.empty(RowSchema.of(null));
        for (int i = 0; i < 6; i++) {
            tree = tree.add("n" + i, i == 0 ? null : "n" + (i - 1) / 2, null);
        }
        for (int[] move : moves) {
            try {
                tree = tree.move("n" + move[0], move[1] == 6 ? null : "n" + move[1]);
            } catch (StructureException e) {
                assertThat(tree.path("n" + move[1])).contains("n" + move[0]);
            }
        }
        assertThat(tree.subtree(null)).hasSize(6);
        assertThat(StructuredNotes.parse(tree.content()).orElseThrow().content()).isEqualTo(tree.content());
    }

    @Provide
    Arbitrary<List<int[]>> moves() {
        return Arbitraries.integers().between(0, 5).flatMap(node -> Arbitraries.integers().between(0, 6).map(parent -> new int[] {node, parent})).list().ofMaxSize(20);
    }

    // --- state

    @Test
    void an_illegal_transition_is_refused_and_the_legal_ones_are_named() {
        StateMachine order = StateMachine.of(json("{\"open\":[\"paid\",\"cancelled\"],\"paid\":[\"sent\"]}"), "open");
        refused(() -> order.transition("sent", null), "From 'open'", "paid, cancelled");
        StateMachine sent = order.transition("paid", "chunk 3").transition("sent", null);
        assertThat(sent.current()).isEqualTo("sent");
        refused(() -> sent.transition("open", null), "final state");
        assertThat(sent.history()).extracting(StateMachine.Step::from).containsExactly("open", "paid");
        assertThat(StructuredNotes.parse(sent.content()).orElseThrow()).isEqualTo(sent);
        refused(() -> StateMachine.of(json("{\"open\":[\"paid\"]}"), "new"), "new", "open, paid");
    }

    // --- notes

    @Property(tries = 100)
    void every_earlier_version_stays_what_it_was(@ForAll("amounts") List<BigDecimal> amounts) {
        List<StructuredNote> versions = new ArrayList<>(List.of(Table.empty(PRICES)));
        List<String> contents = new ArrayList<>(List.of(versions.getFirst().content()));
        for (BigDecimal amount : amounts) {
            Table table = (Table) versions.getLast();
            versions.add(table.rows().count() > 2 && amount.signum() < 0 ? table.set(1, "price", StructuredNotes.tree(amount))
                    : table.append(StructuredNotes.tree(Map.of("item", "x", "price", amount))));
            contents.add(versions.getLast().content());
        }
        assertThat(versions).extracting(StructuredNote::content).containsExactlyElementsOf(contents);
        contents.forEach(content -> assertThat(StructuredNotes.parse(content).orElseThrow().content()).isEqualTo(content));
    }

    @Test
    void other_texts_are_no_structured_notes() {
        for (String text : List.of("", "plain", "{", "{}", "{\"kind\":\"poem\"}", "{\"kind\":\"ledger\",\"entries\":[{\"what\":1}]}",
                "{\"kind\":\"table\",\"rows\":{\"x\":{}}}", "{\"kind\":\"tree\",\"nodes\":{\"a\":{\"parent\":\"a\",\"data\":{}}}}")) {
            assertThat(StructuredNotes.parse(text)).as(text).isEmpty();
        }
    }
}
