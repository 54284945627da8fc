package palimpsest.runtime.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import com.microsoft.playwright.options.SelectOption;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.testkit.Answer.Held;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.Answer.Status;
import palimpsest.testkit.ScriptedModelServer;

/**
 * A person in a browser: upload, ask, click the citation, see the quote; read an answer while it is written; decide on a call, have a run
 * wait, go on elsewhere and branch off; take a prune back; try a failed step again; give a key. Skips where there is no Chromium.
 */
class BrowserJourneyIT {

    private static final String FACT = "The lighthouse keeper Ferdinand Oakley hid the brass key under the seventh stair \uD83D\uDDDD of the tower.";
    private static final double PATIENCE_MS = 60_000;

    /**
     * Parts of Chromium's own window that are web pages: a process with a script of its own for each window, which nobody sees. Other versions know some by no
     * name and leave them out.
     */
    private static final List<String> PAGES_OF_THE_WINDOW = List.of("InitialWebUI", "WebUIReloadButton", "WebUIOmniboxAimPopup", "WebUIOmniboxPopup", "WebUIOmniboxFullPopup");

    /** What Playwright turns off; Chromium heeds the last such list alone. */
    private static final List<String> OFF_FOR_PLAYWRIGHT = List.of("AvoidUnnecessaryBeforeUnloadCheckSync", "BoundaryEventDispatchTracksNodeRemoval", "DestroyProfileOnBrowserClose",
            "DialMediaRouteProvider", "GlobalMediaControls", "HttpsUpgrades", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
            "BlockOriginHeaderModificationOnRedirect", "Translate", "AutoDeElevate", "OptimizationHints");

    @TempDir
    static Path data;

    private static ScriptedModelServer provider;
    private static Playwright playwright;
    private static Browser browser;
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "No Chromium: install one or name it in CHROMIUM");
        // other modules' tests may run beside these
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        provider = ScriptedModelServer.start();
        served = Served.start(data.resolve("open"), Map.of("palimpsest.embedding.enabled", false, "palimpsest.models.scripted.provider", "openai",
                "palimpsest.models.scripted.base-url", provider.baseUrl(), "palimpsest.models.scripted.max-retries", 0,
                "palimpsest.agent.approval.tools[0]", "updateNote", "palimpsest.mcp.servers.away.url", "http://127.0.0.1:9/mcp",
                "palimpsest.mcp.servers.away.tools", "vanish"));
        served.post("/api/agents", Map.of("name", "talker", "model", "scripted"));
        Map<String, String> environment = new HashMap<>(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        // that of this machine, or else Playwright unpacks one of 126 MB
        Programs.onPath("node").ifPresent(node -> environment.put("PLAYWRIGHT_NODEJS_PATH", node.toString()));
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium.get()).setHeadless(true)
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        // a process for each page, for its service worker and for a page to come took about a third of the browser's processor time
                        "--renderer-process-limit=1",
                        Stream.concat(PAGES_OF_THE_WINDOW.stream(), OFF_FOR_PLAYWRIGHT.stream()).collect(Collectors.joining(",", "--disable-features=", "")))));
    }

    @AfterAll
    static void stop() {
        Stream.of(browser, playwright, served, provider).filter(Objects::nonNull).forEach(resource -> {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void an_uploaded_document_answers_and_the_citation_opens_its_quote() throws Exception {
        String text = "\uD83D\uDCD6 A start beyond the basic plane.\n" + Corpus.of(4000, 2, FACT, 2345);
        journey("upload", page -> {
            page.navigate(served.url());
            upload(page, "tower.txt", text);
            page.getByTestId("question").fill("Where did the lighthouse keeper Ferdinand Oakley hide the brass key?");
            page.getByTestId("ask").click();
            assertThat(page.getByTestId("answer").last()).containsText("seventh stair");
            openSteps(page);
            assertThat(page.getByTestId("step").first()).isVisible();
            settled(page);
            page.getByTestId("citation").first().click();
            assertThat(page.getByTestId("quote").first()).containsText("under the seventh stair \uD83D\uDDDD of the tower");
            page.keyboard().press("Escape");
            assertThat(page.getByTestId("quote")).hasCount(0);
            page.getByText("Searched for").first().click();
            page.getByTestId("same-search").first().click();
            assertThat(page.getByTestId("use-of-hit").filter(new Locator.FilterOptions().setHasText("cited in an answer")).first()).isVisible();
            page.getByTestId("find").fill("meadow railway");
            assertThat(page.getByTestId("use-of-hit").filter(new Locator.FilterOptions().setHasText("not read")).first()).isVisible();
            page.goBack();
            assertThat(page.getByTestId("answer").last()).containsText("seventh stair");
            page.reload();
            assertThat(page.getByTestId("answer").last()).containsText("seventh stair");
        });
    }

    @Test
    void a_language_model_needs_no_document_and_a_person_decides_pauses_retries_forks_and_undoes() throws Exception {
        var goOn = new CountDownLatch(1);
        journey("control", page -> {
            toTalker(page);
            provider.answers(Reply.call("updateNote", "{\"key\": \"oath\", \"mode\": \"delete\"}"));
            ask(page, "May I burn the oath?");
            assertThat(page.getByTestId("approval")).containsText("updateNote");
            page.reload();
            assertThat(page.getByTestId("approval")).containsText("oath");
            page.getByTestId("approval-reason").fill("Oaths stay.");
            provider.answers(Reply.call("finish", "{\"answer\": \"First.\"}"));
            page.keyboard().press("Tab");
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");
            assertThat(page.getByTestId("answer").last()).containsText("First.");
            Assertions.assertThat(provider.lastRequest().body().toString()).contains("Oaths stay.");

            openSteps(page);
            Locator actions = page.getByLabel("Step 2: go on from here");
            pressEnter(actions);
            assertThat(page.getByTestId("retry-step")).isVisible();
            page.keyboard().press("Escape");
            assertThat(actions).isFocused();
            provider.answers(Reply.call("finish", "{\"answer\": \"Second.\"}"));
            goOnFrom(page, 2, "retry-step");
            assertThat(page.getByTestId("answer").last()).containsText("Second.");
            String origin = page.url();
            provider.answers(Reply.call("finish", "{\"answer\": \"Third.\"}"));
            goOnFrom(page, 2, "fork-step");
            assertThat(page.getByTestId("answer").last()).containsText("Third.");
            Assertions.assertThat(page.url()).isNotEqualTo(origin);

            provider.answersWith(request -> {
                await(goOn);
                return Reply.call("checkBudget", "{}");
            });
            ask(page, "Slowly, please?");
            pressEnter(page.getByTestId("pause"));
            assertThat(page.locator("#composer-reason")).containsText("will pause");
            goOn.countDown();
            assertThat(page.locator("#composer-reason")).containsText("is paused");
            provider.answers(Reply.call("deleteContext", "{\"msg_id\": 2}"), Reply.call("finish", "{\"answer\": \"Fourth.\"}"));
            pressEnter(page.getByTestId("pause"));
            assertThat(page.getByTestId("answer").last()).containsText("Fourth.");

            page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Ledger")).click();
            assertThat(page.getByTestId("ledger-entry").first()).containsText("The model scraped off message 2");
            pressEnter(page.getByTestId("undo").first());
            assertThat(page.getByTestId("ledger-entry").first()).containsText("A person put back message 2");

            pressEnter(page.getByTestId("bad").last());
            page.getByTestId("correction").fill("Fifth.");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send")).click();
            assertThat(page.getByTestId("bad").last()).hasAttribute("aria-pressed", "true");
            page.reload();
            assertThat(page.getByTestId("bad").last()).hasAttribute("aria-pressed", "true");
        });
    }

    @Test
    void an_answer_is_seen_to_grow_over_a_reload_and_stands_once_in_the_end() throws Exception {
        var goOn = new CountDownLatch(1);
        var goOnAgain = new CountDownLatch(1);
        journey("words", page -> {
            toTalker(page);
            provider.answers(new Held(Reply.call("finish", "{\"answer\": \"Forty-two is the answer to life and the rest of it.\"}"), goOn));
            ask(page, "What is it?");
            assertThat(page.getByTestId("draft")).containsText("Forty-two is");
            assertThat(page.getByTestId("draft")).not().containsText("rest of it");
            page.reload();
            assertThat(page.getByTestId("draft")).containsText("Forty-two is");
            shot(page, "draft");
            goOn.countDown();
            assertThat(page.getByTestId("answer")).containsText("Forty-two is the answer to life and the rest of it.");
            assertThat(page.getByTestId("draft")).hasCount(0);

            provider.answers(new Held(Reply.text("Because nobody asked the question in the first place."), goOnAgain));
            ask(page, "Why?");
            assertThat(page.getByTestId("draft")).containsText("Because nobody");
            assertThat(page.getByTestId("answer")).hasCount(1);
            goOnAgain.countDown();
            assertThat(page.getByTestId("answer").last()).containsText("Because nobody asked the question in the first place.");
            openSteps(page);
            assertThat(page.getByTestId("step").last()).containsText("Gave the answer");
            assertThat(page.getByTestId("answer")).hasCount(2);
        });
    }

    @Test
    void a_failed_step_is_tried_again_and_a_call_that_was_cut_off_or_is_the_callers_is_told_apart() throws Exception {
        journey("trouble", page -> {
            toTalker(page);
            provider.answers(Status.of(503, "overloaded"));
            ask(page, "Are you there?");
            assertThat(page.getByLabel("The run failed")).containsText("The model does not answer");
            provider.answers(Reply.call("updateNote", "{\"key\": \"oath\", \"mode\": \"delete\"}"));
            pressEnter(page.getByTestId("retry"));
            assertThat(page.getByTestId("approval")).containsText("The agent asks to use updateNote");
            assertThat(page.getByLabel("The run failed")).hasCount(0);

            cutOff(page);
            assertThat(page.getByTestId("approval")).containsText("updateNote was cut off in the middle. Whether it took effect is not known.");
            assertThat(page.getByTestId("refuse")).containsText("Leave it");
            provider.answers(Reply.text("It is gone."));
            pressEnter(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run it again")));
            assertThat(page.getByTestId("answer")).containsText("It is gone.");

            provider.answers(Reply.call("add", "{\"a\": 2}"));
            String conversation = served.post("/v1/chat/completions", Map.of("model", "talker", "messages", List.of(Map.of("role", "user", "content", "Add them.")),
                    "tools", List.of(Map.of("type", "function", "function", Map.of("name", "add", "parameters", Map.of("type", "object")))))).conversation();
            page.navigate(served.url() + "/#/c/" + conversation);
            assertThat(page.getByTestId("approval")).containsText("waits for the result of add, which the program that asked has to give");
            assertThat(page.getByTestId("approve")).hasCount(0);
        });
    }

    /** As a runtime finds it that goes on with the run of one that died while it ran the call. */
    private static void cutOff(Page page) {
        var conversation = UUID.fromString(page.url().replaceAll(".*/", ""));
        ConversationLog log = served.bean(ConversationLog.class);
        List<RecordedEvent> events = log.read("default", conversation, 0);
        ApprovalRequested asked = events.stream().map(RecordedEvent::event).filter(ApprovalRequested.class::isInstance).map(ApprovalRequested.class::cast).findFirst().orElseThrow();
        log.append("default", conversation, events.getLast().runId(), events.getLast().seq(),
                List.of(new ApprovalRequested(asked.callId(), asked.tool(), asked.arguments(), "interrupted", asked.expiresAt())));
    }

    @Test
    void a_key_is_asked_for_kept_over_a_reload_and_asked_for_again_once_it_is_revoked() throws Exception {
        try (Served secured = Served.start(data.resolve("secured"), Map.of("palimpsest.security.mode", "api-key", "palimpsest.embedding.enabled", false))) {
            ApiKeys keys = secured.bean(ApiKeys.class);
            ApiKeys.Issued issued = keys.create("default", "ann", Role.USER, null);
            Served admin = secured.as(keys.create("default", "root", Role.ADMIN, null).secret());
            journey("key", page -> {
                page.navigate(secured.url());
                enter(page, "plk_000000000000_wrong");
                assertThat(page.getByRole(AriaRole.MAIN)).containsText("is not known here");
                enter(page, "a clé");
                assertThat(page.getByRole(AriaRole.ALERT)).containsText("one word");
                enter(page, issued.secret());
                upload(page, "short.txt", "The harbor master is called Wilma Krull.");
                ask(page, "Who is the harbor master?");
                assertThat(page.getByTestId("answer").last()).containsText("Wilma Krull");
                page.reload();
                assertThat(page.getByTestId("answer").last()).containsText("Wilma Krull");
                Assertions.assertThat(page.evaluate("async () => (await caches.has('palimpsest-answers')) && (await (await caches.open('palimpsest-answers')).keys()).length > 0"))
                        .as("answers to a caller with a key are not kept").isEqualTo(false);
                page.getByTestId("sign-out").click();
                assertThat(page.getByRole(AriaRole.MAIN)).containsText("asks who you are");
                enter(page, issued.secret());
                assertThat(page.getByTestId("answer").last()).containsText("Wilma Krull");
                Assertions.assertThat(admin.delete("/api/keys/" + issued.key().id()).status()).isEqualTo(204);
                page.reload();
                assertThat(page.getByRole(AriaRole.MAIN)).containsText("is not known here");
            });
        }
    }

    @Test
    void what_was_open_is_read_while_the_runtime_is_away_and_is_never_old_once_it_is_back() throws Exception {
        Path folder = data.resolve("away");
        Map<String, Object> properties = new HashMap<>();
        Served away = Served.start(folder, properties);
        journey("away", page -> {
            try {
                page.navigate(away.url());
                upload(page, "mill.txt", "The mill at Harrow Beck is kept by Tobias Reed.");
                ask(page, "Who keeps the mill at Harrow Beck?");
                assertThat(page.getByTestId("answer").last()).containsText("Tobias Reed");
                page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
                assertThat(page.getByRole(AriaRole.NAVIGATION).first()).isHidden();
                assertThat(page.getByTestId("answer").last()).isVisible();
                Assertions.assertThat(page.locator(".thread").evaluate("element => getComputedStyle(element).overflowY")).as("all of it is printed").isEqualTo("visible");
                page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
                page.keyboard().press("Control+k");
                page.getByTestId("find").fill("who keeps the mill");
                page.getByText("Why it stands at place 1", new Page.GetByTextOptions().setExact(true)).click();
                assertThat(page.getByTestId("explained")).containsText("the sum of");
                assertThat(page.getByTestId("heat")).hasText("The mill at Harrow Beck is kept by Tobias Reed.");
                Object tokens = page.getByTestId("heat").locator(".token").evaluateAll("all => Object.fromEntries(all.map(each => [each.textContent, Number(each.style.getPropertyValue('--heat'))]))");
                Assertions.assertThat(((Map<?, ?>) tokens).values().stream().map(each -> ((Number) each).doubleValue()).distinct()).as("each token is as warm as it was looked at: %s", tokens)
                        .hasSizeGreaterThan(4).contains(1.0);
                page.getByTestId("head").selectOption(new SelectOption().setIndex(1));
                assertThat(page.getByTestId("heat")).isVisible();
                shot(page, "heat");
                page.goBack();
                assertThat(page.getByTestId("answer").last()).containsText("Tobias Reed");
                page.waitForFunction("async () => (await navigator.serviceWorker.ready) && (await caches.keys()).includes('palimpsest-page')");
                page.waitForFunction("() => navigator.serviceWorker.controller !== null");
                page.reload();
                assertThat(page.getByTestId("answer").last()).containsText("Tobias Reed");
                page.getByTestId("citation").first().click();
                assertThat(page.getByTestId("quote").first()).containsText("Tobias Reed");
                page.keyboard().press("Escape");
                properties.put("server.port", URI.create(away.url()).getPort());
            } finally {
                away.close();
            }
            page.reload();
            assertThat(page.getByTestId("answer").last()).containsText("Tobias Reed");
            assertThat(page.getByTestId("away")).containsText("can’t be reached");
            page.getByTestId("citation").first().click();
            assertThat(page.getByTestId("quote").first()).containsText("Tobias Reed");
            shot(page, "away");
            page.keyboard().press("Escape");
            try (Served back = Served.start(folder, properties)) {
                String id = page.url().replaceAll(".*/c/([0-9a-f-]{36}).*", "$1");
                Assertions.assertThat(back.send("PATCH", "/api/conversations/" + id, Map.of("title", "The mill")).status()).as(page.url()).isEqualTo(200);
                assertThat(page.getByTestId("away")).hasCount(0);
                page.reload();
                assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("The mill").setExact(true))).isVisible();
            }
        });
    }

    /** The pictures of README and docs: taken by {@code -Dpictures.refresh}, held against what is seen otherwise. */
    @Test
    void the_page_looks_as_in_its_pictures() throws Exception {
        try (Served own = Served.start(data.resolve("pictures"), Map.of())) {
            own.post("/api/memory/turns", Map.of("subject", "default", "conversation", "c1", "turns", List.of(
                    Map.of("seq", 1, "speaker", "ida", "at", "2026-05-01T10:00:00Z", "text", "I moved to Lisbon in April 2026 and my sister is called Marta."),
                    Map.of("seq", 2, "speaker", "ida", "at", "2026-05-01T10:01:00Z", "text", "Thanks, that helps!"),
                    Map.of("seq", 3, "speaker", "ida", "at", "2026-06-03T09:00:00Z", "text", "My daughter Clara starts school in Porto on 14 September 2026."))));
            journey("pictures", page -> {
                page.navigate(own.url());
                page.getByTestId("samples").click();
                page.getByTestId("suggestion").first().click();
                assertThat(page.getByTestId("answer").last()).containsText("Ada Vance");
                page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Window")).click();
                page.getByTestId("time").press("Home");
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Step after")).click();
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Step after")).click();
                assertThat(page.locator("label[for=time]")).containsText("Step 3 of");
                picture(page, "window");
                page.navigate(own.url() + "/#/find/fog%20bell");
                page.getByText("Why it stands at place 1", new Page.GetByTextOptions().setExact(true)).click();
                assertThat(page.getByTestId("explained")).containsText("the sum of");
                picture(page, "find");
                page.navigate(own.url() + "/#/memory");
                assertThat(page.getByTestId("record").first()).isVisible();
                picture(page, "memory");
            });
        }
    }

    private static void picture(Page page, String name) throws IOException {
        // What moves comes to rest, and what is only hovered is not.
        page.mouse().move(640, 5);
        page.evaluate("async () => { document.activeElement?.blur(); await document.fonts.ready; await Promise.all(document.getAnimations().map(each => each.finished.catch(() => null))); }");
        Pictures.see(name, page.screenshot(new Page.ScreenshotOptions().setAnimations(ScreenshotAnimations.DISABLED).setCaret(ScreenshotCaret.HIDE)));
    }

    /**
     * What a long conversation may cost: nodes, requests, what a key changes beside the box, and processor time of the page's thread, which other work on the machine
     * does not add to.
     */
    @Test
    void a_long_conversation_opens_at_its_end_and_stays_light() throws Exception {
        List<Map<String, String>> messages = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            messages.add(Map.of("role", "user", "content", "Entry " + i + ": what did the warden write down?"));
            messages.add(Map.of("role", "assistant", "content", "He wrote that **" + i * 3 + " barrels** came in."));
        }
        String id = served.post("/api/conversations/import", messages).json().get("id").asString();
        journey("long", page -> {
            var devtools = page.context().newCDPSession(page);
            devtools.send("Performance.enable", threadTicks());
            List<String> requests = new CopyOnWriteArrayList<>();
            page.onRequest(request -> requests.add(request.method() + " " + request.url().replaceAll("^https?://[^/]*", "").replaceAll("\\?.*", "")));
            page.navigate(served.url() + "/#/c/" + id + "/window");
            assertThat(page.getByTestId("answer").last()).containsText("7497 barrels");
            Assertions.assertThat(worked(devtools)).as("seconds of work until the answers are drawn").isLessThan(1.5);
            assertThat(page.getByTestId("answer").last()).containsText("Imported; nothing was measured");
            assertThat(page.getByTestId("window-bar")).containsText("more than the window of 32,000");
            assertThat(page.getByLabel("Messages of the window")).containsText("Words of the model");
            Assertions.assertThat(nodes(page)).isLessThan(3000);
            Assertions.assertThat(requests.stream().filter("GET /api/conversations"::equals)).as("requests for the list").hasSize(1);
            Assertions.assertThat(requests.stream().filter(request -> request.endsWith("/window"))).as("requests for the window").hasSize(1);

            settled(page);
            page.evaluate("() => { window.changed = []; const of = each => each.target.parentElement?.closest('[class],[data-testid]') ?? each.target;"
                    + " new MutationObserver(all => all.filter(each => !(each.target.parentElement ?? each.target).closest('.composer')).forEach(each => window.changed.push(each.type + ' in ' + of(each).className)))"
                    + ".observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true }); }");
            double before = worked(devtools);
            page.getByTestId("question").pressSequentially("What came in?");
            Assertions.assertThat((worked(devtools) - before) / "What came in?".length()).as("seconds of work for a key").isLessThan(0.05);
            Assertions.assertThat((List<?>) page.evaluate("() => window.changed")).as("changes beside the box while one types").isEmpty();

            double longest = 0;
            for (int scrolls = 0; scrolls < 200 && page.getByText("Entry 2440:").count() == 0; scrolls++) {
                double reached = worked(devtools);
                page.locator(".thread").evaluate("element => element.scrollBy(0, -1500)");
                page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                longest = Math.max(longest, worked(devtools) - reached);
            }
            Assertions.assertThat(longest).as("seconds of work for a scroll of 1,500 pixels, and so for each of its tasks").isLessThan(0.2);
            assertThat(page.getByText("Entry 2440:").first()).isVisible();
            Assertions.assertThat(nodes(page)).isLessThan(3000);
        });
    }

    /** Waits until nothing of the page changed for half a second: a slow machine still draws what it has read, and a click meets what is replaced at that moment. */
    private static void settled(Page page) {
        page.evaluate("() => new Promise(done => { let calm; const wait = () => { clearTimeout(calm); calm = setTimeout(() => { seen.disconnect(); done(); }, 500); };"
                + " const seen = new MutationObserver(wait); seen.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true }); wait(); })");
    }

    private static JsonObject threadTicks() {
        var options = new JsonObject();
        options.addProperty("timeDomain", "threadTicks");
        return options;
    }

    /** Seconds that the page's thread has worked since the page was opened. */
    private static double worked(CDPSession devtools) {
        for (JsonElement each : devtools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            if (each.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
                return each.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new IllegalStateException("Chromium tells no TaskDuration");
    }

    private static int nodes(Page page) {
        return (int) page.evaluate("() => document.querySelectorAll('*').length");
    }

    @Test
    void the_window_is_seen_at_each_step_and_a_conversation_is_forked_there() throws Exception {
        journey("time", page -> {
            page.navigate(served.url());
            upload(page, "tower.txt", Corpus.of(4000, 2, FACT, 2345));
            ask(page, "Where did the lighthouse keeper Ferdinand Oakley hide the brass key?");
            assertThat(page.getByTestId("answer").last()).containsText("seventh stair");
            page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Window")).click();
            page.getByTestId("time").press("Home");
            assertThat(page.getByTestId("window-then")).isVisible();
            assertThat(page.locator("label[for=time]")).containsText("Step 1 of");
            String first = page.getByTestId("window-then").getByTestId("window-bar").textContent();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Step after")).click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Step after")).click();
            assertThat(page.locator("label[for=time]")).containsText("Step 3 of");
            assertThat(page.getByTestId("window-then").getByTestId("window-bar")).not().hasText(first);
            assertThat(page.locator("[data-change=new]").first()).isVisible();
            Assertions.assertThat(page.url()).contains("/at/");
            shot(page, "window-over-time");
            page.reload();
            assertThat(page.locator("label[for=time]")).containsText("Step 3 of");
            String origin = page.url();
            page.getByTestId("fork-here").click();
            assertThat(page.getByText("its original")).isVisible();
            assertThat(page.getByTestId("answer").last()).containsText("seventh stair");
            Assertions.assertThat(page.url()).isNotEqualTo(origin);
        });
    }

    @Test
    void memory_rules_agents_and_keys_are_seen_and_changed() throws Exception {
        served.post("/api/memory/turns", Map.of("subject", "ida", "conversation", "c1", "turns",
                List.of(Map.of("seq", 1, "speaker", "ida", "text", "I moved to Lisbon in May and my sister is called Marta."), Map.of("seq", 2, "speaker", "ida", "text", "Thanks!"))));
        journey("sections", page -> {
            page.navigate(served.url() + "/#/memory");
            page.getByTestId("subject").fill("ida");
            page.getByTestId("subject").press("Enter");
            Locator lisbon = page.getByTestId("record").filter(new Locator.FilterOptions().setHasText("Lisbon"));
            assertThat(lisbon).hasCount(1);
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("What was decided")).click();
            assertThat(page.locator("[data-testid=decision]")).hasCount(2);
            Locator kept = page.locator("[data-testid=decision][data-kept=true]").filter(new Locator.FilterOptions().setHasText("Lisbon"));
            kept.getByTestId("overrule").click();
            assertThat(page.locator("[data-testid=decision][data-kept=false]").filter(new Locator.FilterOptions().setHasText("Lisbon"))).containsText("overruled by ida");
            page.locator("[data-testid=decision][data-kept=false]").filter(new Locator.FilterOptions().setHasText("Lisbon")).getByTestId("overrule").click();
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Kinds of turns")).click();
            pressEnter(page.getByTestId("cluster").filter(new Locator.FilterOptions().setHasText("statement")).first());
            assertThat(page.getByTestId("turns-of-kind")).containsText("Lisbon");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("What is remembered")).click();
            lisbon.first().getByTestId("forget").click();
            page.getByTestId("forget-now").click();
            assertThat(page.getByTestId("receipt")).containsText("Forgotten");
            assertThat(lisbon).hasCount(0);
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("What was forgotten")).click();
            page.getByTestId("forget-all").click();
            page.getByTestId("forget-whom").fill("otto");
            assertThat(page.getByTestId("forget-all-now")).isDisabled();
            page.getByTestId("forget-whom").fill("ida");
            page.getByTestId("forget-all-now").click();
            // exactly: the question before it is confirmed, and the button once it is done, say it of ida too
            assertThat(page.getByText("of ida", new Page.GetByTextOptions().setExact(true))).hasCount(2);

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Rules").setExact(true)).click();
            page.getByTestId("edit-rules").click();
            page.getByTestId("rules-text").fill("Prefer the newest date.\nSay which source you used.");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Put in force")).click();
            assertThat(page.getByTestId("rule")).hasCount(2);
            assertThat(page.getByTestId("rules-version").first()).containsText("written by a person");

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Agents and models")).click();
            page.getByTestId("new-agent").click();
            page.getByTestId("agent-name").fill("clerk");
            page.getByTestId("save-agent").click();
            assertThat(page.getByTestId("agent").filter(new Locator.FilterOptions().setHasText("clerk"))).hasCount(1);
            page.getByTestId("agent").filter(new Locator.FilterOptions().setHasText("clerk")).getByTestId("change-agent").click();
            page.getByLabel("Window in tokens").fill("9000");
            page.getByTestId("save-agent").click();
            Locator clerk = page.getByTestId("agent").filter(new Locator.FilterOptions().setHasText("clerk"));
            assertThat(clerk).containsText("window 9,000");
            clerk.getByTestId("delete-agent").click();
            pressEnter(clerk.getByTestId("delete-agent-now"));
            assertThat(clerk).hasCount(0);

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Keys").setExact(true)).click();
            page.getByTestId("key-user").fill("ann");
            page.getByTestId("make-key").click();
            assertThat(page.getByTestId("secret")).containsText("plk_");
            page.getByTestId("revoke").first().click();
            page.getByTestId("revoke-now").click();
            assertThat(page.getByTestId("key").first()).containsText("revoked");
        });
        assertThatNoRuleIsLeft();
    }

    @Test
    void a_citation_of_memory_opens_the_turn_that_it_cites() throws Exception {
        journey("turn", page -> {
            String told = served.conversation();
            for (String turn : List.of("Good morning!", "I left the sextant under the chart table.", "My barometer hangs in the saloon.", "I paint the hull each April.", "My dinghy is called Otter.")) {
                served.ask(told, turn);
            }
            String asked = served.conversation();
            served.ask(asked, "Where did I leave the sextant?");
            page.navigate(served.url() + "/#/c/" + asked);
            page.getByTestId("citation").first().click();
            Locator turn = page.locator(".asked[aria-current]");
            assertThat(turn).containsText("sextant");
            assertThat(turn).isInViewport();
            assertThat(page).hasURL(Pattern.compile("#/c/" + told + "/step/\\d+$"));
            page.navigate(served.url() + "/#/memory");
            page.getByTestId("record").filter(new Locator.FilterOptions().setHasText("sextant")).getByTestId("turn").click();
            assertThat(turn).containsText("sextant");

            Assertions.assertThat(served.delete("/api/conversations/" + told).status()).isEqualTo(204);
            page.navigate(served.url() + "/#/c/" + asked);
            page.getByTestId("citation").first().click();
            assertThat(page.locator("main")).containsText("This conversation does not exist (any more).");
        });
    }

    @Test
    void one_begins_with_samples_and_a_model_and_tools_are_looked_at() throws Exception {
        journey("begin", page -> {
            page.navigate(served.url());
            page.getByTestId("samples").click();
            assertThat(page.getByTestId("suggestion")).hasCount(3);
            page.getByTestId("suggestion").first().click();
            assertThat(page.getByTestId("answer").last()).containsText("Ada Vance");
            settled(page);
            page.getByTestId("citation").first().click();
            assertThat(page.getByTestId("quote").first()).containsText("Vance");

            page.navigate(served.url() + "/#/agents");
            Locator model = page.getByTestId("model").filter(new Locator.FilterOptions().setHasText("scripted"));
            provider.answers(Status.of(401, "no such key"));
            model.getByTestId("test-model").click();
            assertThat(model.getByTestId("model-problem")).containsText("key");
            provider.answers(Reply.text("OK"));
            model.getByTestId("test-model").click();
            assertThat(model).containsText("It answers: “OK”");
            page.getByTestId("connect").click();
            page.getByTestId("connect-model").fill("mini'; rm -rf");
            page.getByText("Or by the configuration").click();
            assertThat(page.getByTestId("connect-lines")).containsText("PALIMPSEST_MODELS_MINE_MODELNAME='mini'\\''; rm -rf'");
            page.getByTestId("own-tools").locator("summary").click();
            assertThat(page.getByTestId("own-tools")).containsText("readChunk");
            page.getByTestId("check-server").click();
            assertThat(page.getByTestId("tool-server")).containsText("Nothing answers at its address");
            shot(page, "agents");

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Usage").setExact(true)).click();
            page.getByTestId("group").selectOption("agent");
            assertThat(page.getByTestId("usage-row").filter(new Locator.FilterOptions().setHasText("default"))).hasCount(1);
            page.getByTestId("whose").selectOption("all");
            assertThat(page.getByTestId("usage-row").filter(new Locator.FilterOptions().setHasText("default"))).hasCount(1);
            page.getByTestId("days").selectOption("7");
            assertThat(page.getByTestId("total")).containsText("calls");
            shot(page, "usage");
        });
    }

    @Test
    void a_model_is_connected_on_the_page_answers_at_once_and_is_changed_and_removed() throws Exception {
        journey("connect", page -> {
            page.navigate(served.url() + "/#/agents");
            page.getByTestId("connect").click();
            page.getByTestId("connect-name").fill("harbour");
            page.getByTestId("connect-address").fill("http://169.254.169.254/v1");
            page.getByTestId("connect-key").fill("sk-of-the-page");
            page.getByTestId("save-model").click();
            assertThat(page.getByTestId("connect-form")).containsText("link-local");
            page.getByTestId("connect-address").fill(provider.baseUrl());
            provider.answers(Reply.text("OK"));
            page.getByTestId("connect-key").press("Enter");
            Locator model = page.getByTestId("model").filter(new Locator.FilterOptions().setHasText("harbour"));
            assertThat(model).containsText("It answers: “OK”");
            assertThat(model).containsText("its key in memory");
            Assertions.assertThat(provider.lastRequest().header("authorization")).contains("Bearer sk-of-the-page");
            Assertions.assertThat(page.content()).doesNotContain("sk-of-the-page");
            Assertions.assertThat(served.get("/api/models").body()).contains("harbour").doesNotContain("sk-of-the-page");

            page.getByTestId("new-agent").click();
            page.getByTestId("agent-name").fill("pilot");
            page.getByTestId("agent-model").selectOption("harbour");
            page.getByTestId("save-agent").click();
            provider.answers(Reply.call("finish", "{\"answer\": \"Follow the buoys.\"}"));
            page.getByTestId("agent").filter(new Locator.FilterOptions().setHasText("pilot")).getByTestId("talk").click();
            ask(page, "How do I get in?");
            assertThat(page.getByTestId("answer").last()).containsText("Follow the buoys.");

            String talk = page.url().replaceAll(".*/c/([0-9a-f-]{36}).*", "$1");
            page.navigate(served.url() + "/#/agents");
            provider.answers(Reply.call("finish", "{\"answer\": \"The same way.\"}"));
            served.ask(talk, "And out again?");
            page.reload();
            assertThat(page.getByTestId("new")).hasCount(1);
            page.navigate(served.url() + "/#/c/" + talk);
            assertThat(page.getByTestId("came-in")).isVisible();
            assertThat(page.getByTestId("answer").last()).containsText("The same way.");
            page.navigate(served.url() + "/#/agents");
            assertThat(page.getByTestId("new")).hasCount(0);
            model.getByTestId("remove-model").click();
            model.getByTestId("remove-model-now").click();
            assertThat(model).containsText("pilot: give it another model first");
            model.getByText("Keep").click();
            Locator pilot = page.getByTestId("agent").filter(new Locator.FilterOptions().setHasText("pilot"));
            pilot.getByTestId("delete-agent").click();
            pilot.getByTestId("delete-agent-now").click();
            assertThat(pilot).hasCount(0);
            model.getByTestId("change-model").click();
            page.getByLabel("Window in tokens").fill("9000");
            provider.answers(Reply.text("Yes"));
            page.getByTestId("save-model").click();
            assertThat(model).containsText("window 9,000");
            assertThat(model).containsText("It answers: “Yes”");
            Assertions.assertThat(provider.lastRequest().header("authorization")).as("the key that is held").contains("Bearer sk-of-the-page");
            model.getByTestId("remove-model").click();
            pressEnter(model.getByTestId("remove-model-now"));
            assertThat(model).hasCount(0);
        });
    }

    @Test
    void notes_that_last_are_read_compared_changed_and_brought_back() throws Exception {
        String notes = "/api/notes/user/nora/note?key=tea";
        Assertions.assertThat(served.send("PUT", notes, Map.of("summary", "what she drinks", "content", "green tea in the morning")).status()).isEqualTo(201);
        Assertions.assertThat(served.send("PUT", notes, Map.of("summary", "what she drinks", "content", "black tea in the morning"), "If-Match", "\"1\"").status()).isEqualTo(200);
        served.send("PUT", "/api/notes/user/nora/note?key=shelf", Map.of("summary", "the shelf", "content",
                "{\"kind\":\"table\",\"columns\":[\"cup\"],\"rows\":{\"r1\":{\"cup\":\"blue\"}}}"));
        served.post("/api/memory-tool?owner=nora", Map.of("command", "create", "path", "/memories/plan.md", "file_text", "Plant the beans."));
        served.post("/api/memory-tool?owner=nora", Map.of("command", "str_replace", "path", "/memories/plan.md", "old_str", "beans", "new_str", "peas"));
        journey("notebooks", page -> {
            page.navigate(served.url() + "/#/notebooks/user/nora");
            Locator tea = page.getByTestId("lasting-note").filter(new Locator.FilterOptions().setHasText("what she drinks"));
            assertThat(tea).containsText("black tea");
            assertThat(page.getByTestId("lasting-note").locator("table")).containsText("blue");
            tea.getByTestId("note-versions").click();
            assertThat(tea.locator("ins").first()).hasText("black");
            assertThat(tea.locator("del").first()).hasText("green");
            tea.getByTestId("restore-note").click();
            assertThat(tea).containsText("version 3");
            assertThat(tea.locator(".text").first()).hasText("green tea in the morning");

            tea.getByTestId("edit-note").click();
            tea.getByTestId("note-content").fill("no tea");
            Assertions.assertThat(served.send("PUT", notes, Map.of("summary", "what she drinks", "content", "mint"), "If-Match", "\"3\"").status()).isEqualTo(200);
            tea.getByTestId("save-note").click();
            assertThat(tea.getByRole(AriaRole.ALERT)).containsText("changed meanwhile");
            Assertions.assertThat(served.get(notes).json().get("content").asString()).isEqualTo("mint");

            page.getByTestId("new-note").click();
            page.getByTestId("note-key").fill("cat");
            page.getByTestId("note-summary").last().fill("her cat");
            page.getByTestId("note-content").last().fill("is called Olive");
            page.getByTestId("save-note").last().click();
            assertThat(page.getByTestId("lasting-note")).hasCount(3);

            page.navigate(served.url() + "/#/notebooks/files/nora");
            page.getByTestId("file-versions").click();
            assertThat(page.getByTestId("memory-file").locator("ins").first()).hasText("peas");
        });
    }

    /** Other journeys ask without rules in front. */
    private static void assertThatNoRuleIsLeft() throws Exception {
        Assertions.assertThat(served.post("/api/meta-memory/versions/0/rollback", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void what_is_searched_for_is_found_with_its_reasons_and_the_page_speaks_chinese() throws Exception {
        journey("find", page -> {
            page.navigate(served.url());
            upload(page, "market.md", "# Market\n\n## Lamps\n\nThe treaty of the lamp market was signed by **Hilde Brandt**.\n");
            ask(page, "Who signed the treaty of the lamp market?");
            assertThat(page.getByTestId("answer").last()).containsText("Hilde Brandt");
            page.keyboard().press("Control+k");
            page.getByTestId("find").fill("hilde bra");
            Locator said = page.getByTestId("said").filter(new Locator.FilterOptions().setHasText("answered")).first();
            assertThat(said.locator("em").first()).hasText("Hilde");
            said.getByRole(AriaRole.LINK).click();
            assertThat(page.getByTestId("answer").last()).containsText("Hilde Brandt");
            page.keyboard().press("Control+k");
            page.getByTestId("find").fill("lamp treaty");
            assertThat(page.getByTestId("hit").first()).containsText("market.md");
            assertThat(page.getByTestId("hit").first().locator("em").first()).isVisible();
            page.getByText("Why it stands at place 1", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.getByTestId("hit").first()).containsText("by words (BM25)");
            page.getByTestId("hit").first().getByRole(AriaRole.BUTTON).first().click();
            assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Hilde Brandt");
            assertThat(page.getByRole(AriaRole.DIALOG).locator("strong")).containsText("Hilde Brandt");
            page.keyboard().press("Escape");
            page.locator("[data-testid=language]").click();
            assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("查找"))).isVisible();
            page.reload();
            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("查找"))).isVisible();
        });
    }

    @Test
    void no_view_has_what_axe_objects_to() throws Exception {
        Path axe = Path.of("").toAbsolutePath();
        while (axe != null && !Files.isDirectory(axe.resolve("web-ui"))) {
            axe = axe.getParent();
        }
        Assumptions.assumeTrue(axe != null && Files.exists(axe.resolve("web-ui/node_modules/axe-core/axe.min.js")), "The page's development packages are not here");
        String script = Files.readString(axe.resolve("web-ui/node_modules/axe-core/axe.min.js"));
        String id = served.conversation();
        served.upload(id, "tower.txt", Corpus.of(4000, 2, FACT, 2345));
        served.ask(id, "Where did the lighthouse keeper Ferdinand Oakley hide the brass key?");
        List<String> objections = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Page page = browser.newPage(new Browser.NewPageOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE))) {
                page.navigate(served.url());
                page.evaluate(script);
                for (String view : List.of("/", "/c/" + id, "/c/" + id + "/documents", "/c/" + id + "/window", "/c/" + id + "/notes", "/c/" + id + "/ledger", "/find/tower",
                        "/memory", "/memory/decisions", "/memory/clusters", "/memory/receipts", "/notebooks", "/notebooks/user", "/notebooks/files", "/rules", "/agents", "/agents/connect", "/usage", "/keys")) {
                    page.navigate(served.url() + "/#" + view);
                    for (int width : List.of(1440, 820, 390)) {
                        page.setViewportSize(width, 900);
                        page.waitForFunction("() => document.querySelector('main') !== null && !document.body.innerText.includes('Loading…')");
                        Object found = page.evaluate("async colours => (await axe.run(document, { resultTypes: ['violations'], preload: false, ...(colours ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}) })).violations.map(each => each.id + ': ' + each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))",
                                // nothing but colours is another in the dark
                                scheme == ColorScheme.DARK);
                        ((List<?>) found).forEach(objection -> objections.add(scheme + " " + width + " " + view + " " + objection));
                    }
                }
            }
        }
        Assertions.assertThat(objections).isEmpty();
    }

    private interface Steps {
        void on(Page page) throws Exception;
    }

    /** On a page of its own, of which a failure leaves a picture. */
    private static void journey(String name, Steps steps) throws Exception {
        try (Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 900))) {
            page.setDefaultTimeout(PATIENCE_MS);
            try {
                steps.on(page);
            } catch (Throwable failure) {
                shot(page, name);
                throw failure;
            }
        }
    }

    private static void shot(Page page, String name) throws IOException {
        Path shots = Files.createDirectories(Path.of("target", "screenshots"));
        page.screenshot(new Page.ScreenshotOptions().setPath(shots.resolve("browser-journey-" + name + ".png")).setFullPage(true));
    }

    private static void toTalker(Page page) {
        page.navigate(served.url());
        page.getByLabel("Agent for new ones").selectOption("talker (scripted)");
    }

    private static void upload(Page page, String name, String text) {
        page.getByTestId("file-input").first().setInputFiles(new FilePayload(name, "text/plain", text.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.getByTestId("document").first()).containsText(name);
    }

    private static void ask(Page page, String question) {
        page.getByTestId("question").fill(question);
        page.getByTestId("question").press("Enter");
    }

    private static void goOnFrom(Page page, int step, String how) {
        openSteps(page);
        pressEnter(page.getByLabel("Step " + step + ": go on from here"));
        pressEnter(page.getByTestId(how));
    }

    /** Of the newest run, which makes room for its answer once it has one. */
    private static void openSteps(Page page) {
        // an answer is seen a moment before its run is over, and only then are its steps closed
        assertThat(page.getByTestId("stop")).hasCount(0);
        assertThat(page.locator(".newest details.steps > summary .quill")).hasCount(0);
        if (page.locator(".newest details.steps[open]").count() == 0) {
            page.locator(".newest details.steps > summary").click();
        }
    }

    /** Once it stands still in sight: rows are hidden until their height is known, and what is hidden takes no focus. */
    private static void pressEnter(Locator button) {
        button.click(new Locator.ClickOptions().setTrial(true));
        button.press("Enter");
    }

    private static void enter(Page page, String key) {
        page.getByLabel("Key").fill(key);
        page.getByLabel("Key").press("Enter");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Path> chromium() {
        Optional<Path> named = Optional.ofNullable(System.getenv("CHROMIUM")).map(Path::of).filter(Files::isExecutable);
        return named.or(() -> Programs.onPath("chromium", "chromium-browser", "google-chrome"));
    }
}
