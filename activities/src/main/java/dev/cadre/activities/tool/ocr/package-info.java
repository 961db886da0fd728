/** The base type {@code OCR}: the text in a picture, read by a program that is installed here. */
@NullMarked
package dev.cadre.activities.tool.ocr;

import org.jspecify.annotations.NullMarked;
