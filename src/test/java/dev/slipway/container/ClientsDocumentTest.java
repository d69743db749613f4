package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The document about clients, beside the recipes that the tests run. */
class ClientsDocumentTest {
    private static final Pattern BLOCK = Pattern.compile("```[a-z]+\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void everyRecipeHasItsRow() throws IOException {
        assertThat(ClientRuns.documentedRows()).extracting(cells -> cells.get(0))
                .containsExactlyElementsOf(Recipe.all().stream().map(ClientRuns::link).toList());
    }

    @Test
    void everyRowNamesATestAndHasAnOutcomeForEachServer() throws IOException {
        List<String> tests = Arrays.stream(ClientsContract.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class)).map(Method::getName).toList();
        assertThat(ClientRuns.documentedRows()).allSatisfy(cells -> {
            assertThat(cells).hasSize(6);
            assertThat(tests).contains(cells.get(2).replace("`", ""));
            assertThat(cells.subList(3, 6)).allMatch(outcome -> outcome.startsWith("live"));
        });
    }

    @Test
    void whatUsersCopyIsWhatTheTestsRun() throws IOException {
        List<String> scripts = new ArrayList<>();
        for (Recipe recipe : Recipe.all()) {
            scripts.add(recipe.text());
        }
        List<String> copied = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(ClientRuns.DOCUMENT));
        while (blocks.find()) {
            copied.add(blocks.group(1));
        }
        assertThat(scripts).containsAll(copied);
        for (ClientTool tool : ClientTool.values()) {
            List<Recipe> ofTool = Recipe.all().stream().filter(recipe -> ClientTool.of(recipe) == tool).toList();
            assertThat(ofTool).as(tool.name()).anyMatch(recipe -> copied.contains(text(recipe)));
        }
    }

    private static String text(Recipe recipe) {
        try {
            return recipe.text();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
