/** Tests of the arithmetic and of the report. */
package dev.moraine.benchmarks;
