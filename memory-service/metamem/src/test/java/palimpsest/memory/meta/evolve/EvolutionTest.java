package palimpsest.memory.meta.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.model.chat.ChatModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import palimpsest.memory.meta.MetaMemoryRules;
import palimpsest.memory.meta.MetaMemoryStore;
import palimpsest.memory.meta.MetaMemoryStore.NewVersion;
import palimpsest.memory.meta.MetaMemoryVersion;
import palimpsest.memory.meta.MetaMemoryVersion.Origin;
import palimpsest.memory.meta.PostgresMetaMemoryStore;
import palimpsest.memory.meta.TaskKind;
import palimpsest.memory.meta.evolve.Evolution.Status;
import palimpsest.memory.meta.evolve.EvolutionItem.Kind;
import palimpsest.memory.meta.evolve.EvolutionResult.BatchDecision;
import palimpsest.memory.testing.TestDatabase;

/** The whole loop on a real PostgreSQL, with a model that gets better exactly when the right rule stands in its prompt. */
@Tag("slow")
@ExtendWith(TestDatabase.Injected.class)
class EvolutionTest {

    private static final EvolutionSettings SETTINGS = EvolutionSettings.DEFAULT;

    private EvolutionStore store;
    private MetaMemoryStore versions;
    private String tenant;

    @BeforeEach
    void open(TestDatabase database) {
        store = new PostgresEvolutionStore(database.jdbc(), database.transaction());
        versions = new PostgresMetaMemoryStore(database.jdbc());
        tenant = database.newTenant();
    }

    private Evolutions evolutions(ChatModel model) {
        return new Evolutions(store, versions, () -> new EvolutionModels(model, model), String::length, new Evolutions.Settings(4, Duration.ofSeconds(30)));
    }

    /** Starts one and waits for its end. */
    private Evolution evolve(ChatModel model, EvolutionSettings settings, List<TrainingCase> cases) {
        try (var evolutions = evolutions(model)) {
            return ended(evolutions, evolutions.start(tenant, settings, cases));
        }
    }

    private Evolution ended(Evolutions evolutions, UUID id) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> evolutions.find(tenant, id).status().ended());
        return evolutions.find(tenant, id);
    }

    @Test
    void the_right_rule_is_learned_and_accuracy_rises_on_questions_kept_apart() {
        var model = TeachableModel.willing();
        Evolution evolution = evolve(model, SETTINGS, TeachableModel.cases(20, 10));

        assertThat(evolution.status()).isEqualTo(Status.DONE);
        EvolutionResult result = evolution.result();
        assertThat(result.rules()).containsExactly(TeachableModel.RIGHT);
        assertThat(result.overall().candidateRight()).isEqualTo(result.overall().cases()).isGreaterThan(result.overall().baseRight());
        assertThat(result.evaluation()).anySatisfy(score -> {
            assertThat(score.task()).isEqualTo("knowledge-update");
            assertThat(score.test().baseRight()).isZero();
            assertThat(score.test().candidateRight()).isEqualTo(4);
        });
        MetaMemoryVersion current = versions.current(tenant);
        assertThat(current.rules().contents()).containsExactly(TeachableModel.RIGHT);
        assertThat(current.origin()).isEqualTo(Origin.EVOLUTION);
        assertThat(current.heldOut().gained()).isEqualTo(4);
        assertThat(current.heldOut().lost()).isZero();
        assertThat(current.heldOut().pValue()).isEqualTo(0.125);
        assertThat(versions.learnedFrom(tenant)).containsOnly(Map.entry(TeachableModel.RIGHT, Set.of(TaskKind.KNOWLEDGE_UPDATE)));
        assertThat(evolution.cost().calls()).isEqualTo(model.asked.size());
        assertThat(evolution.cost().inputTokens()).isEqualTo(100L * model.asked.size());
    }

    @Test
    void learning_follows_the_paper_five_attempts_summaries_of_mixed_questions_one_consolidation_a_batch() {
        Evolution evolution = evolve(TeachableModel.willing(), SETTINGS, TeachableModel.cases(20, 10));
        List<EvolutionItem> items = store.items(tenant, evolution.id());
        long attempts = items.stream().filter(item -> item.kind() == Kind.ROLLOUT && item.attempt() != null).count();
        assertThat(attempts).isEqualTo(18 * 5);
        BatchDecision first = evolution.result().batches().getFirst();
        assertThat(first.questions()).isEqualTo(8);
        assertThat(first.mixed()).isPositive();
        assertThat(evolution.result().batches()).hasSize(3);
        long mixed = evolution.result().batches().stream().mapToInt(BatchDecision::mixed).sum();
        assertThat(items.stream().filter(item -> item.kind() == Kind.SUMMARY).count()).isEqualTo(5 * mixed);
        assertThat(items.stream().filter(item -> item.kind() == Kind.PROPOSAL).count()).isEqualTo(mixed);
        assertThat(items.stream().filter(item -> item.kind() == Kind.CONSOLIDATION).count()).isEqualTo(1);
    }

    @Test
    void cases_of_who_is_forgotten_lose_their_words_and_what_was_said_of_them_and_an_evolution_at_work_ends(TestDatabase database) {
        List<TrainingCase> cases = TeachableModel.cases(20, 10);
        Evolution done = evolve(TeachableModel.willing(), SETTINGS, cases);
        UUID waiting = store.create(tenant, SETTINGS, 0, cases);
        TrainingCase forgotten = cases.getFirst();
        assertThat(store.items(tenant, done.id())).anyMatch(item -> Objects.equals(item.position(), 0) && !item.output().isEmpty());

        assertThat(store.erase(database.newTenant(), List.of(forgotten.questionId()))).as("of another tenant").isZero();
        assertThat(store.erase(tenant, List.of(forgotten.questionId(), "feedback that nobody learned from"))).isEqualTo(2);

        for (UUID evolution : List.of(done.id(), waiting)) {
            List<TrainingCase> kept = store.cases(tenant, evolution);
            assertThat(kept.getFirst()).isEqualTo(new TrainingCase(forgotten.questionId(), "(erased)", List.of(), "(erased)", forgotten.task()));
            assertThat(kept.subList(1, kept.size())).isEqualTo(cases.subList(1, cases.size()));
        }
        assertThat(store.items(tenant, done.id())).allSatisfy(item -> assertThat(item.output().isEmpty()).isEqualTo(Objects.equals(item.position(), 0)));
        assertThat(store.find(tenant, waiting)).hasValueSatisfying(evolution -> assertThat(evolution.cancelRequested()).isTrue());
        var late = new EvolutionItem("late", Kind.ROLLOUT, 0, 1, "She lives in Rome.", 1, 1, 1);
        assertThat(store.record(tenant, waiting, late).output()).as("said by a model that was asked before").isEmpty();
        assertThat(store.erase(tenant, List.of(forgotten.questionId()))).as("again").isZero();
    }

    @Test
    void the_wrong_rule_is_rejected_by_the_held_out_fold() {
        var turns = new AtomicInteger();
        var model = new TeachableModel(prompt -> "[" + TeachableModel.add(turns.getAndIncrement() < 3 ? TeachableModel.WRONG : TeachableModel.RIGHT) + "]",
                prompt -> "[" + TeachableModel.add(prompt.contains(TeachableModel.WRONG) ? TeachableModel.WRONG : TeachableModel.RIGHT) + "]");
        Evolution evolution = evolve(model, new EvolutionSettings(2, 0.7, 3, 1, 5, false, 5000, 5_000_000, null), TeachableModel.cases(10, 10));

        List<BatchDecision> decisions = evolution.result().batches();
        BatchDecision wrong = decisions.stream().filter(decision -> decision.rules().contains(TeachableModel.WRONG)).findFirst().orElseThrow();
        assertThat(wrong.accepted()).isFalse();
        assertThat(wrong.heldOut().lost()).isPositive();
        assertThat(wrong.reason()).startsWith("Rejected");
        assertThat(versions.versions(tenant)).allSatisfy(version -> assertThat(version.rules().contents()).doesNotContain(TeachableModel.WRONG));
        assertThat(evolution.result().rules()).containsExactly(TeachableModel.RIGHT);
    }

    @Test
    void a_rule_that_changes_no_answer_is_a_tie_and_stays_a_candidate() {
        String idle = "Be polite when you answer a question about pets and people.";
        var model = new TeachableModel(prompt -> "[" + TeachableModel.add(idle) + "]", prompt -> "[" + TeachableModel.add(idle) + "]");
        Evolution evolution = evolve(model, SETTINGS, TeachableModel.cases(20, 10));
        BatchDecision tie = evolution.result().batches().getFirst();
        assertThat(tie.accepted()).isFalse();
        assertThat(tie.heldOut().gained()).isEqualTo(tie.heldOut().lost());
        assertThat(tie.reason()).startsWith("Rejected").contains("a tie");
        assertThat(tie.rules()).as("kept as a candidate").contains(idle);
        assertThat(versions.current(tenant).rules().contents()).isEmpty();
    }

    @Test
    void a_level_that_the_held_out_fold_can_not_reach_keeps_the_rule_out() {
        var strict = new EvolutionSettings(5, 0.7, 8, 1, 5, false, 20_000, 50_000_000, 0.01);
        Evolution evolution = evolve(TeachableModel.willing(), strict, TeachableModel.cases(20, 10));
        assertThat(evolution.result().batches()).allSatisfy(decision -> assertThat(decision.accepted()).isFalse());
        assertThat(evolution.result().batches().getFirst().reason()).contains("which chance explains too well (p = 0.063)");
        assertThat(versions.current(tenant).rules().contents()).isEmpty();
    }

    @Test
    void one_response_that_the_model_refuses_does_not_end_an_evolution() {
        var willing = TeachableModel.willing();
        var calls = new AtomicInteger();
        ChatModel refusingOnce = new ChatModel() {
            @Override
            public dev.langchain4j.model.chat.response.ChatResponse doChat(dev.langchain4j.model.chat.request.ChatRequest request) {
                if (calls.incrementAndGet() == 7) {
                    throw new dev.langchain4j.exception.ContentFilteredException("not that");
                }
                return willing.doChat(request);
            }
        };
        Evolution evolution = evolve(refusingOnce, SETTINGS, TeachableModel.cases(20, 10));
        assertThat(evolution.status()).isEqualTo(Status.DONE);
        assertThat(evolution.result().rules()).containsExactly(TeachableModel.RIGHT);
    }

    @Test
    void a_consolidation_that_can_not_be_read_gives_way_to_the_raw_proposals() {
        var model = new TeachableModel(prompt -> "[" + TeachableModel.add(TeachableModel.RIGHT) + "]", prompt -> "I would add one rule about time.");
        Evolution evolution = evolve(model, SETTINGS, TeachableModel.cases(20, 10));
        assertThat(evolution.result().batches().getFirst().consolidated()).isFalse();
        assertThat(evolution.result().batches().getFirst().skipped()).as("the same rule, proposed again").isNotEmpty();
        assertThat(evolution.result().rules()).containsExactly(TeachableModel.RIGHT);
    }

    @Test
    void cross_validation_tests_every_case_once_and_stores_versions_of_one_pass() {
        Evolution evolution = evolve(TeachableModel.willing(), new EvolutionSettings(2, 0.7, 8, 1, 5, true, 5000, 5_000_000, null), TeachableModel.cases(10, 5));
        assertThat(evolution.result().overall().cases()).isEqualTo(15);
        assertThat(evolution.result().overall().candidateRight()).isEqualTo(15);
        assertThat(evolution.result().overall().baseRight()).isEqualTo(5);
        assertThat(versions.versions(tenant)).hasSize(1);
    }

    @Test
    void a_rule_of_a_person_that_came_meanwhile_stays_in_force() {
        var edited = new AtomicInteger();
        var model = new TeachableModel(prompt -> "[" + TeachableModel.add(TeachableModel.RIGHT) + "]", prompt -> {
            if (edited.getAndIncrement() == 0) {
                versions.append(tenant, new NewVersion(0, Origin.EDIT, new MetaMemoryRules(List.of("Mine.")), List.of(), null, null, null, null));
            }
            return "[" + TeachableModel.add(TeachableModel.RIGHT) + "]";
        });
        Evolution evolution = evolve(model, SETTINGS, TeachableModel.cases(20, 10));
        assertThat(evolution.result().version()).isNull();
        assertThat(evolution.result().batches().getFirst().reason()).contains("another version came into force");
        assertThat(versions.current(tenant).rules().contents()).containsExactly("Mine.");
    }

    @Test
    void the_budget_stops_it_and_with_a_larger_one_it_goes_on_without_paying_twice() {
        var model = TeachableModel.willing();
        try (var evolutions = evolutions(model)) {
            UUID id = evolutions.start(tenant, SETTINGS.withBudget(40, null), TeachableModel.cases(20, 10));
            Evolution stopped = ended(evolutions, id);
            assertThat(stopped.status()).isEqualTo(Status.OVER_BUDGET);
            assertThat(stopped.problem()).contains("40 calls");
            assertThat(stopped.cost().calls()).isEqualTo(40).isEqualTo(model.asked.size());
            assertThat(evolutions.resume(tenant, id, 5000, null)).isTrue();
            Evolution done = ended(evolutions, id);
            assertThat(done.status()).isEqualTo(Status.DONE);
            assertThat(done.cost().calls()).isEqualTo(model.asked.size());
            assertThat(evolutions.resume(tenant, id, null, null)).as("done is done").isFalse();
        }
    }

    @Test
    void a_cancelled_one_stops_and_one_whose_model_fails_says_why() {
        var calls = new AtomicInteger();
        try (var evolutions = evolutions(new FailingModel(calls))) {
            Evolution failed = ended(evolutions, evolutions.start(tenant, SETTINGS, TeachableModel.cases(6, 0)));
            assertThat(failed.status()).isEqualTo(Status.FAILED);
            assertThat(failed.problem()).contains("no more answers today", "Resume");
            UUID id = store.create(tenant, SETTINGS, 0, TeachableModel.cases(6, 0));
            evolutions.cancel(tenant, id);
            assertThat(ended(evolutions, id).status()).isEqualTo(Status.CANCELLED);
        }
    }

    @Test
    void what_can_not_be_learned_from_is_refused() {
        try (var evolutions = evolutions(TeachableModel.willing())) {
            assertThatThrownBy(() -> evolutions.start(tenant, SETTINGS, TeachableModel.cases(4, 0))).hasMessageContaining("4 cases");
            List<TrainingCase> twice = java.util.stream.Stream.concat(TeachableModel.cases(5, 0).stream(), TeachableModel.cases(1, 0).stream()).toList();
            assertThatThrownBy(() -> evolutions.start(tenant, SETTINGS, twice)).hasMessageContaining("u0");
        }
        var without = new Evolutions(store, versions, () -> {
            throw new LanguageModelNeeded("none");
        }, String::length, Evolutions.Settings.DEFAULT);
        assertThatThrownBy(() -> without.start(tenant, SETTINGS, TeachableModel.cases(5, 0))).isInstanceOf(LanguageModelNeeded.class);
        without.close();
    }

    /** Dies after each commit in turn, goes on in a fresh process, and counts. */
    @Test
    void killed_after_any_commit_it_goes_on_and_pays_nothing_twice() {
        var settings = new EvolutionSettings(2, 0.7, 2, 1, 3, false, 5000, 5_000_000, 1.0);
        List<TrainingCase> cases = TeachableModel.cases(4, 2);
        boolean died = true;
        for (int commits = 1; died; commits++) {
            tenant = TestDatabase.shared().newTenant();
            var model = TeachableModel.willing();
            UUID id = store.create(tenant, settings, 0, cases);
            died = diesAfter(commits, id, model);
            EvolutionResult result = run(id, store, versions, model);
            assertThat(model.asked).as("calls after death at commit %d", commits).hasSize((int) store.find(tenant, id).orElseThrow().cost().calls());
            assertThat(result.rules()).containsExactly(TeachableModel.RIGHT);
            assertThat(versions.versions(tenant)).as("versions after death at commit %d", commits).hasSize(1);
            assertThat(commits).isLessThan(200);
        }
    }

    private boolean diesAfter(int commits, UUID id, ChatModel model) {
        var left = new AtomicInteger(commits);
        try {
            run(id, dying(EvolutionStore.class, store, "record", left), dying(MetaMemoryStore.class, versions, "append", left), model);
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private EvolutionResult run(UUID id, EvolutionStore evolutions, MetaMemoryStore rules, ChatModel model) {
        Evolution evolution = store.find(tenant, id).orElseThrow();
        var calls = new PaidCalls(evolutions, tenant, id, evolution.settings(), String::length, 1);
        return new EvolutionRun(evolution, store.cases(tenant, id), calls, new EvolutionModels(model, model), rules).run();
    }

    private static final class Killed extends RuntimeException {}

    /** Commits, and dies before anybody learns of it. */
    private static <T> T dying(Class<T> type, T real, String commit, AtomicInteger left) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getName().equals(commit) && left.get() <= 0) {
                throw new Killed();
            }
            try {
                Object result = method.invoke(real, arguments);
                if (method.getName().equals(commit) && left.decrementAndGet() == 0) {
                    throw new Killed();
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private record FailingModel(AtomicInteger calls) implements ChatModel {
        @Override
        public dev.langchain4j.model.chat.response.ChatResponse doChat(dev.langchain4j.model.chat.request.ChatRequest request) {
            calls.incrementAndGet();
            throw new IllegalStateException("no more answers today.");
        }
    }
}
