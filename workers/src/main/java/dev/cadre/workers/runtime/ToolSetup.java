package dev.cadre.workers.runtime;

import dev.cadre.activities.tool.EchoTool;
import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.activities.tool.ToolTypes;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The base types of tools: every bean that is one. */
@Configuration(proxyBeanMethods = false)
class ToolSetup {

  @Bean
  ToolHttp toolHttp(HttpToolSettings settings) {
    return new ToolHttp(settings);
  }

  @Bean
  EchoTool echo() {
    return new EchoTool();
  }

  @Bean
  ToolTypes toolTypes(ToolHttp http, List<ToolType> types) {
    return new ToolTypes(Stream.concat(http.types().stream(), types.stream()).toList());
  }
}
