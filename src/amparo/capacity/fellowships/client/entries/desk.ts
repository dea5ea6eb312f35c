import { start } from "../desk/shell";

void start();
