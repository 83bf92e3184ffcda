// What a process costs that does nothing: the unit of the first row.
int main() { return 0; }
