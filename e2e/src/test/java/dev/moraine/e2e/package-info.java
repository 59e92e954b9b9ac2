/** Tests of the built distribution. */
package dev.moraine.e2e;
