package dev.cadre.activities.llm;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.Pair;
import dev.cadre.activities.llm.Turn.End;
import java.util.List;

/** One turn of the local model, token by token, so that it can be stopped between two. */
final class LocalGeneration {

  /** Without it a model of this size writes the same sentence until its tokens are used up. */
  private static final float REPEAT_PENALTY = 1.1f;

  private final ModelRequest request;
  private volatile boolean begun;
  private volatile boolean stopped;

  LocalGeneration(ModelRequest request) {
    this.request = request;
  }

  /** Whether the model has begun to read the prompt. */
  boolean begun() {
    return begun;
  }

  /** Ends the turn at the next token; no effect after its end. */
  void stop() {
    stopped = true;
  }

  Turn run(LlamaModel model) {
    if (stopped) {
      return new Turn("", List.of(), null, null, "stopped", End.BROKEN_OFF);
    }
    String prompt = prompt(model);
    int input = model.encode(prompt).length;
    int room = LocalModel.CONTEXT_WINDOW - input;
    if (room < 1) {
      return new Turn("", List.of(), null, null, "window", End.WINDOW_FULL);
    }
    begun = true;
    int most = Math.min(room, request.maxTokens());
    return write(model, parameters(prompt, most), input, most);
  }

  private String prompt(LlamaModel model) {
    List<Pair<String, String>> users =
        request.messages().stream().map(text -> new Pair<>("user", text)).toList();
    // The schema is not in the prompt: so small a model copies its words, and the grammar holds it.
    return model.applyTemplate(new InferenceParameters("").setMessages(request.system(), users));
  }

  private InferenceParameters parameters(String prompt, int most) {
    InferenceParameters parameters = new InferenceParameters(prompt).setNPredict(most);
    if (request.temperature() != null) {
      parameters.setTemperature(request.temperature().floatValue());
    }
    if (request.schema() == null && request.table()) {
      parameters.setGrammar(TableGrammar.TEXT);
    } else if (request.schema() == null) {
      parameters.setRepeatPenalty(REPEAT_PENALTY);
    } else {
      // No penalty here: it would fall on the quotes and commas that JSON repeats.
      parameters.setGrammar(JsonGrammar.of(request.schema()));
    }
    return parameters;
  }

  /**
   * A model of this size rarely ends by itself: past half of its tokens a text is over at the next
   * end of a sentence, instead of being cut in the middle of one.
   */
  static boolean endsSentence(CharSequence text) {
    int last = text.length() - 1;
    while (last > 0 && "\"'”’)*_ \n".indexOf(text.charAt(last)) >= 0) {
      last--;
    }
    return last >= 0 && ".!?…".indexOf(text.charAt(last)) >= 0;
  }

  private Turn write(LlamaModel model, InferenceParameters parameters, int input, int most) {
    StringBuilder text = new StringBuilder();
    int output = 0;
    LlamaIterator tokens = model.generate(parameters).iterator();
    while (tokens.hasNext()) {
      if (stopped) {
        tokens.cancel();
        return new Turn(
            "", List.of(), null, new Usage(input, 0, output), "stopped", End.BROKEN_OFF);
      }
      text.append(tokens.next().text);
      // The last one only says that it is over.
      output += tokens.hasNext() ? 1 : 0;
      boolean free = request.schema() == null && !request.table();
      if (free && output >= most / 2 && endsSentence(text)) {
        tokens.cancel();
        break;
      }
    }
    End end = output >= most ? End.LENGTH : End.COMPLETE;
    String finish = end == End.LENGTH ? "length" : "stop";
    return new Turn(
        text.toString().strip(), List.of(), null, new Usage(input, 0, output), finish, end);
  }
}
